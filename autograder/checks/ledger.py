"""What statistical checks promise, written down while a test runs: for the release gate."""

import contextlib
import contextvars
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Promise:
    """One statistical check that ran: its rate of false rejection, and what it sees with n draws.

    `needed` is what the planner asks for at this gap, power, rate and law: with n < needed the power is not promised.
    """

    kind: str  # proportion, counts, cdf, mean, independence or covariance
    n: int
    false_reject: float
    gap: float
    power: float
    needed: int
    law: Mapping[str, Any]  # what a simulation needs: p; probabilities; low, high, expected; d


_OPEN: contextvars.ContextVar[list[Promise] | None] = contextvars.ContextVar("promises", default=None)


@contextlib.contextmanager
def promises() -> Iterator[list[Promise]]:
    """A list to which each statistical check that runs inside adds its promise, passing or failing."""
    kept: list[Promise] = []
    token = _OPEN.set(kept)
    try:
        yield kept
    finally:
        _OPEN.reset(token)


def promised(
    kind: str, n: int, false_reject: float, gap: float, power: float, needed: Callable[[], int], **law: Any
) -> None:
    """Write a promise down, if somebody keeps a list; `needed` is asked only then."""
    kept = _OPEN.get()
    if kept is not None:
        kept.append(Promise(kind, n, false_reject, gap, power, needed(), law))
