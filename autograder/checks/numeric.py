"""Numbers, arrays, pairs, tables: equal within a tolerance that knows inf, nan and shapes.

An answer is first copied into built-in floats and exact arrays; its own `__eq__` and other methods decide nothing.
The tolerance is |got - want| <= atol + rtol |want|; infinities must be equal, nan is right exactly where nan is asked.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.failures import CheckFailed

SHOWN = 300  # characters of a value in a message


def close(
    got: Any, want: Any, *, what: str = "the answer", rtol: float = 1e-6, atol: float = 1e-9,
    slips: Mapping[str, Any] | None = None, hint: str = "",
) -> None:
    """`got` is `want`, a number or an array, within tolerance.

    `slips` maps a hint to the wrong value that it explains: the first one that equals `got` gives its hint.

    Raises:
        CheckFailed: wrong value, shape or type.
    """
    right = np.asarray(want, dtype=float)
    value = as_floats(got, what)
    if value.shape != right.shape:
        kind = "a single number" if right.ndim == 0 else f"an array of shape {right.shape}"
        raise CheckFailed(f"{what} has shape {value.shape}, not {right.shape}", hint=f"The answer should be {kind}.")
    if same(value, right, rtol, atol):
        return
    raise CheckFailed(f"{what} is {shown(value)}, not {shown(right)}", hint=_slip(value, right, slips, rtol, atol) or hint)


def as_floats(got: Any, what: str = "the answer") -> NDArray[np.float64]:
    """A student's number, list, tuple or array as an exact float array.

    Raises:
        CheckFailed: it is None, text, ragged, complex or anything else that holds no real numbers.
    """
    if isinstance(got, (bool, int, float, np.generic, np.ndarray, list, tuple, range)):
        try:
            value = np.array(got)
            if value.dtype.kind in "biuf":
                return np.array(value, dtype=float)
        except (ValueError, TypeError, OverflowError):
            pass
    says = "nothing (None): is the return missing?" if got is None else f"a {type(got).__name__} without plain real numbers."
    raise CheckFailed(f"{what} is {shown(got)}", hint=f"Your code returned {says}")


def same(got: NDArray[np.float64], want: NDArray[np.float64], rtol: float, atol: float) -> bool:
    """Whether all entries agree within tolerance."""
    infinite = np.isinf(want) | np.isinf(got)
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(got - want) <= atol + rtol * np.abs(want)
    # NaN loses every comparison: ask where it is asked for, never whether the difference is too large.
    right = np.where(np.isnan(want), np.isnan(got), np.where(infinite, got == want, near))
    return bool(np.all(right))


def _slip(got: NDArray[np.float64], want: NDArray[np.float64], slips: Mapping[str, Any] | None, rtol: float, atol: float) -> str:
    for hint, wrong in (slips or {}).items():
        value = np.asarray(wrong, dtype=float)
        if value.shape == got.shape and same(got, value, max(rtol, 1e-6), atol) and not same(value, want, rtol, atol):
            return hint
    return ""


def pair(
    got: Any, want: Any, *, what: str = "the answer", rtol: float = 1e-6, atol: float = 1e-9,
    slips: Mapping[str, Any] | None = None, hint: str = "",
) -> None:
    """`got` is a tuple, list or array of the numbers in `want`.

    Raises:
        CheckFailed: wrong values, another length, no sequence.
    """
    length = len(want)
    if not isinstance(got, (tuple, list, np.ndarray)) or len(got) != length:
        raise CheckFailed(f"{what} is {shown(got)}", hint=f"Return {length} values: return first, second.")
    close([as_floats(item, what).item() if as_floats(item, what).size == 1 else np.nan for item in got],
          list(want), what=what, rtol=rtol, atol=atol, slips=slips, hint=hint)


def mapping(
    got: Any, want: Mapping[str, Any], *, what: str = "the answer", rtol: float = 1e-6, atol: float = 1e-9,
    slips: Mapping[str, Mapping[str, Any]] | None = None, hint: str = "",
) -> None:
    """`got` is a dict with exactly the keys of `want` and close values.

    A slip gives the wrong values of some keys; it explains an answer in which these keys, and only these, are so.

    Raises:
        CheckFailed: no dict, other keys, wrong values.
    """
    if not isinstance(got, dict) or set(got) != set(want):
        keys = sorted(map(str, got)) if isinstance(got, dict) else type(got).__name__
        raise CheckFailed(f"{what} has {keys}", hint=f"Return a dict with exactly the keys {', '.join(want)}.")
    for name in want:
        try:
            close(got[name], want[name], what=f"{what}[{name!r}]", rtol=rtol, atol=atol)
        except CheckFailed as failed:
            raise CheckFailed(str(failed), hint=_mapping_slip(got, slips, rtol, atol) or failed.hint or hint) from None


def _mapping_slip(got: Mapping[str, Any], slips: Mapping[str, Mapping[str, Any]] | None, rtol: float, atol: float) -> str:
    for hint, wrong in (slips or {}).items():
        try:
            for name, value in wrong.items():
                close(got[name], value, rtol=rtol, atol=atol)
        except CheckFailed:
            continue
        return hint
    return ""


def integers(got: Any, *, what: str = "the answer", shape: tuple[int, ...] | None = None, low: int | None = None,
             high: int | None = None) -> NDArray[np.int64]:
    """`got` as whole numbers of an integer type, of a shape, within [low, high]; returned as an array.

    Raises:
        CheckFailed: floats, another shape, out of range.
    """
    value = np.array(got) if isinstance(got, (int, np.generic, np.ndarray, list, tuple)) else None
    if value is None or (value.dtype.kind not in "iub" and value.size):
        raise CheckFailed(f"{what} is {shown(got)}", hint="Return integers, not floats or anything else.")
    if shape is not None and value.shape != shape:
        raise CheckFailed(f"{what} has shape {value.shape}, not {shape}", hint="The number of values is not what was asked for.")
    whole = np.array(value, dtype=np.int64)
    if whole.size and ((low is not None and whole.min() < low) or (high is not None and whole.max() > high)):
        raise CheckFailed(f"{what} spans {whole.min()} to {whole.max()}", hint="Some values are outside the possible range.")
    return whole


def choice(got: Any, want: Any, *, what: str = "the answer", hint: str = "") -> None:
    """`got` is `want`: a text, a truth value, a set or dict of texts.

    Raises:
        CheckFailed: it is not.
    """
    kinds = (str, bool, set, frozenset, dict)
    plain = bool(got) if isinstance(got, np.bool_) else got
    if not isinstance(plain, kinds) or type(plain) is not type(want):
        raise CheckFailed(f"{what} is {shown(got)}", hint=f"The answer should be a {type(want).__name__}.")
    if isinstance(want, dict) and isinstance(plain, dict) and set(plain) != set(want):
        raise CheckFailed(f"{what} has the keys {sorted(map(str, plain))}", hint="Keep exactly the keys that the question names.")
    if plain != want:
        raise CheckFailed(f"{what} is {shown(got)}", hint=hint)


def shown(value: Any) -> str:
    """A value for a message, cut."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return f"{value.item():.10g}" if value.dtype.kind == "f" else repr(value.item())
    text = repr(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."
