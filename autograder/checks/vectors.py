"""Functions of whole arrays: compared with themselves, entry by entry, so that a wrong formula costs nothing here."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.failures import CheckFailed
from autograder.checks.numeric import Floats, as_floats, same, shape_hint


def vectorised(
    function: Callable[..., Any], *args: Any, over: int | tuple[int, ...] = 0, rtol: float = 1e-9, atol: float = 1e-12,
    hint: str = "The function should take a whole array and give what it gives for each entry alone.",
) -> Floats:
    """The function of arrays is that of their entries: of numbers, or of rows where an array has more axes.

    `over` are the places of the arguments that are arrays, all of one length; an answer has that length along its first
    axis. Choose few entries (each is a call), with different answers.

    Raises:
        CheckFailed: another shape or other values, an error for the array alone, or one answer for all entries.
        NotImplementedError: the function is not written yet.
        ValueError: the arrays have no entries, or not the same number.
    """
    places = (over,) if isinstance(over, int) else over
    lengths = {len(args[place]) for place in places}
    if len(lengths) != 1 or 0 in lengths:
        raise ValueError(f"the arrays have the lengths {sorted(lengths)}; they have one length, 1 or more")
    (length,) = lengths
    entries = [[_entry(arg[i]) if at in places else arg for at, arg in enumerate(args)] for i in range(length)]
    alone = [as_floats(function(*entry)) for entry in entries]
    if length > 1 and all(same(alone[0], other, 0.0, 0.0) for other in alone[1:]):
        raise CheckFailed("all entries have one answer", hint="The answer is the same, whatever the entries are.")
    if len({part.shape for part in alone}) != 1:
        raise CheckFailed("the entries' answers have several shapes", hint=hint)
    try:
        whole = as_floats(function(*args))
    except NotImplementedError:
        raise
    except Exception as error:
        raise CheckFailed(f"{type(error).__name__}: {error}", hint=hint) from error
    want = np.stack(alone)
    if whole.shape != want.shape:
        raise CheckFailed(f"shape {whole.shape}, not {want.shape}", hint=shape_hint(whole, want))
    if not same(whole, want, rtol, atol):
        raise CheckFailed(f"the array gives {whole}, its entries {want}", hint=hint)
    return whole


def _entry(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value.copy() if isinstance(value, np.ndarray) else value
