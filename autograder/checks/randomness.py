"""Seeds of tests, and the discipline that a student's random function keeps."""

import contextlib
import contextvars
import hashlib
import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.checks.failures import CheckFailed
from autograder.checks.numeric import as_floats, same

_SEED: contextvars.ContextVar[int] = contextvars.ContextVar("seed", default=0)
# Equal draws may differ in the last bits: sums run in another order where an array lies elsewhere in memory.
_EQUAL = 1e-9


def use_seed(seed: int) -> None:
    """Set the submission's seed for the test cell that follows; the judge calls this, tests do not."""
    _SEED.set(seed)


def rng(label: str) -> np.random.Generator:
    """A Generator for a test's random inputs: another for each label and submission, the same in every regrade."""
    digest = hashlib.sha256(f"{_SEED.get()}\x00{label}".encode("utf-8", "surrogatepass")).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def only_rng(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """The function, which takes a Generator last, draws from it and from nothing else; gives back the first draws.

    Ask for so many draws that two calls cannot well agree by chance.

    Raises:
        CheckFailed: the same state gives other draws, successive draws do not differ, or a global state moved.
    """
    hint = "Draw from `rng` only: the same generator state must give the same draws."
    first, second = rng("only_rng"), rng("only_rng")
    with _globals_kept():
        one = _call(function, (*args, first), options, 1, hint)
        two = _call(function, (*args, second), options, 2, hint)
        three = _call(function, (*args, second), options, 3, hint)
    if not _agree(one, two):
        raise CheckFailed("the same state gave other draws", hint=hint)
    if _agree(two, three):
        raise CheckFailed("successive draws are equal",
                          hint="Successive calls must draw anew: do not seed inside the function.")
    return one


def _call(function: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any], seed: int, hint: str) -> Any:
    np.random.seed(seed)
    random.seed(seed)
    before = _globals()
    value = function(*args, **options)
    if _globals() != before:
        raise CheckFailed("the global state of numpy.random or random moved", hint=hint)
    return value


def _globals() -> tuple[Any, ...]:
    state = np.random.get_state(legacy=False)
    return state["state"]["pos"], state["state"]["key"].tobytes(), state["has_gauss"], random.getstate()


@contextlib.contextmanager
def _globals_kept() -> Iterator[None]:
    numpys, pythons = np.random.get_state(), random.getstate()
    try:
        yield
    finally:
        np.random.set_state(numpys)
        random.setstate(pythons)


def _agree(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_agree, one, other))
    return same(as_floats(one), as_floats(other), _EQUAL, 0.0)
