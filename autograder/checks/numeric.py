"""Numbers, arrays, pairs, tables: equal within a tolerance that knows inf, nan and shapes.

An answer is first copied into built-in floats and exact arrays; its own `__eq__` and other methods decide nothing.
The tolerance is |got - want| <= atol + rtol |want|; infinities must be equal, nan is right exactly where nan is asked,
-0.0 is 0.0. Where a question asks for so many decimals, half a unit of the last one is right: the rounded answer, and
the one that was not rounded.
"""

import contextlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.failures import CheckFailed
from autograder.checks.plain import exact, kind_of, shown

Floats = NDArray[np.float64]


def close(
    got: Any, want: Any, *, what: str = "the answer", rtol: float = 1e-6, atol: float = 1e-9,
    decimals: int | None = None, slips: Mapping[str, Any] | None = None, hint: str = "",
) -> None:
    """`got` is `want`, a number or an array, within tolerance.

    `slips` maps a hint to the wrong value that it explains: the first one that equals `got` gives its hint. A slip that
    cannot be told from `want` is passed over; one may have another shape than `want`. `decimals` are those that the
    question asks for.

    Raises:
        CheckFailed: wrong value, shape or type.
    """
    right, value, atol = np.asarray(want, dtype=float), as_floats(got, what), rounded(atol, decimals)
    if same(value, right, rtol, atol):
        return
    for slip, wrong in (slips or {}).items():
        if _explains([np.asarray(wrong, dtype=float)], [value], [right], rtol, atol):
            raise CheckFailed(f"{what} is {shown(value)}, not {shown(right)}", hint=slip)
    if value.shape != right.shape:
        raise CheckFailed(f"{what} has shape {value.shape}, not {right.shape}", hint=shape_hint(value, right))
    raise CheckFailed(f"{what} is {shown(value)}, not {shown(right)}", hint=hint)


def rounded(atol: float, decimals: int | None) -> float:
    """The absolute tolerance where so many decimals are asked for: half a unit of the last one, which is right itself."""
    return atol if decimals is None else max(atol, 0.5 * 10.0**-decimals * (1 + 1e-9))


def shape_hint(got: Floats, want: Floats) -> str:
    """What is wrong with a shape, without the lengths: they are those of hidden inputs."""
    if want.ndim == 0:
        return "The answer should be a single number."
    if got.ndim != want.ndim:
        axes = "1 axis" if want.ndim == 1 else f"{want.ndim} axes"
        return f"The answer should be an array with {axes}; yours has {got.ndim}."
    return "The answer has not the shape that the question asks for."


def as_floats(got: Any, what: str = "the answer") -> Floats:
    """A student's number, list, tuple or array as an exact float array.

    Raises:
        CheckFailed: it is None, text, ragged, masked, complex or anything else that holds no real numbers.
    """
    if isinstance(got, (bool, int, float, np.generic, np.ndarray, list, tuple, range)):
        try:
            with np.errstate(all="ignore"):
                value = np.array(got)
                # Integers beyond 64 bits make an object array; they are numbers all the same.
                wide = value.dtype == object and not isinstance(got, np.ndarray)
                wide = wide and all(type(item) in (int, float) for item in value.flat)
                if (value.dtype.kind in "biuf" or wide) and not isinstance(got, np.ma.MaskedArray):
                    return np.array(value, dtype=float)
        except (ValueError, TypeError, OverflowError):
            pass
    says = "nothing (None): is the return missing?" if got is None else f"a {kind_of(got)} without plain real numbers."
    raise CheckFailed(f"{what} is {shown(got)}", hint=f"Your code returned {says}")


def same(got: Floats, want: Floats, rtol: float, atol: float) -> bool:
    """Whether the shapes are equal and all entries agree within tolerance."""
    if got.shape != want.shape:
        return False
    infinite = np.isinf(want) | np.isinf(got)
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(got - want) <= atol + rtol * np.abs(want)
    # NaN loses every comparison: ask where it is asked for, never whether the difference is too large.
    right = np.where(np.isnan(want), np.isnan(got), np.where(infinite, got == want, near))
    return bool(np.all(right))


def _explains(wrong: list[Floats], got: list[Floats], want: list[Floats], rtol: float, atol: float) -> bool:
    """Whether a slip's values are those that came, and are not all right."""
    rough = max(rtol, 1e-6)
    return (
        len(wrong) == len(got)
        and all(same(g, w, rough, atol) for g, w in zip(got, wrong, strict=True))
        and not all(same(w, r, rtol, atol) for w, r in zip(wrong, want, strict=True))
    )


def pair(
    got: Any, want: Any, *, what: str = "the answer", rtol: float = 1e-6, atol: float = 1e-9,
    decimals: int | None = None, slips: Mapping[str, Any] | None = None, hint: str = "",
) -> None:
    """`got` is a tuple, list or array of the numbers or arrays in `want`; a slip is a whole wrong tuple.

    Raises:
        CheckFailed: wrong values, another length, no sequence.
    """
    length, atol = len(want), rounded(atol, decimals)
    several = isinstance(got, (tuple, list)) or (isinstance(got, np.ndarray) and got.ndim > 0)
    if not several or len(got) != length:
        raise CheckFailed(f"{what} is {shown(got)}", hint=f"Return {length} values: return first, second.")
    values = [as_floats(item, f"{what}[{i}]") for i, item in enumerate(got)]
    rights = [np.asarray(item, dtype=float) for item in want]
    for slip, wrong in (slips or {}).items():
        if _explains([np.asarray(item, dtype=float) for item in wrong], values, rights, rtol, atol):
            raise CheckFailed(f"{what} is {shown(got)}, not {shown(want)}", hint=slip)
    for i, (value, right) in enumerate(zip(values, rights, strict=True)):
        close(value, right, what=f"{what}[{i}]", rtol=rtol, atol=atol, hint=hint)


def mapping(
    got: Any, want: Mapping[Any, Any], *, what: str = "the answer", rtol: float = 1e-6, atol: float = 1e-9,
    decimals: int | None = None, slips: Mapping[str, Mapping[Any, Any]] | None = None, hint: str = "",
) -> None:
    """`got` is a dict with exactly the keys of `want` and close values.

    A slip gives the wrong values of some keys; it explains an answer in which these keys are so.

    Raises:
        CheckFailed: no dict, other keys, wrong values.
    """
    atol = rounded(atol, decimals)
    plain = exact(got) if isinstance(got, dict) else None
    if plain is None or set(plain) != set(want):
        keys = shown(list(plain)) if plain is not None else kind_of(got)
        names = ", ".join(map(str, want))
        raise CheckFailed(f"{what} has {keys}", hint=f"Return a dict with exactly the keys {names}.")
    for name in want:
        try:
            close(plain[name], want[name], what=f"{what}[{name!r}]", rtol=rtol, atol=atol)
        except CheckFailed as failed:
            slip = _mapping_slip(plain, want, slips, rtol, atol)
            raise CheckFailed(str(failed), hint=slip or failed.hint or hint) from None


def _mapping_slip(
    got: Mapping[Any, Any], want: Mapping[Any, Any], slips: Mapping[str, Mapping[Any, Any]] | None, rtol: float,
    atol: float,
) -> str:
    for hint, wrong in (slips or {}).items():
        try:
            values = [as_floats(got[name]) for name in wrong]
        except CheckFailed:
            continue
        wrongs, rights = ([np.asarray(source[name], dtype=float) for name in wrong] for source in (wrong, want))
        if _explains(wrongs, values, rights, rtol, atol):
            return hint
    return ""


def integers(
    got: Any, *, what: str = "the answer", shape: int | tuple[int, ...] | None = None, low: int | None = None,
    high: int | None = None,
) -> NDArray[np.int64]:
    """`got` as whole numbers of an integer type (bool is none), of a shape, within [low, high]; returned as an array.

    An empty array may have any numeric type, for NumPy makes floats of an empty list.

    Raises:
        CheckFailed: floats, booleans, another shape, out of range.
    """
    value: Any = None
    if isinstance(got, (int, np.generic, np.ndarray, list, tuple, range)):
        with contextlib.suppress(ValueError):  # ragged
            value = np.array(got)
    if value is None or value.dtype.kind not in ("iu" if value.size else "biuf"):
        raise CheckFailed(f"{what} is {shown(got)}", hint="Return integers, not floats or anything else.")
    wanted = (shape,) if isinstance(shape, int) else shape
    if wanted is not None and value.shape != wanted:
        raise CheckFailed(f"{what} has shape {value.shape}, not {wanted}",
                          hint="The number of values is not what was asked for.")
    # Compared as Python integers, since an unsigned 64-bit value may not fit into int64.
    least, most = (int(value.min()), int(value.max())) if value.size else (0, 0)
    bounds = (low if low is not None else -(2**63), high if high is not None else 2**63 - 1)
    if value.size and not (bounds[0] <= least and most <= bounds[1]):
        raise CheckFailed(f"{what} spans {least} to {most}", hint="Some values are outside the possible range.")
    return np.array(value, dtype=np.int64)


def choice(got: Any, want: Any, *, what: str = "the answer", hint: str = "") -> None:
    """`got` is `want`: a text, a truth value, a set or dict of texts. NumPy's scalars are as good as Python's.

    Raises:
        CheckFailed: it is not.
    """
    plain, right = exact(got), exact(want)
    kind = type(right)
    if type(plain) is not kind:
        raise CheckFailed(f"{what} is {shown(got)}", hint=f"The answer should be a {kind.__name__}.")
    if isinstance(plain, dict) and set(plain) != set(right):
        raise CheckFailed(f"{what} has the keys {shown(list(plain))}",
                          hint="Keep exactly the keys that the question names.")
    if not _alike(plain, right):
        raise CheckFailed(f"{what} is {shown(plain)}", hint=hint)


def _alike(got: Any, want: Any) -> bool:
    """Equality of `exact` values, where another type is never asked for its opinion."""
    if type(got) is not type(want):
        return False
    if isinstance(want, dict):
        return set(got) == set(want) and all(_alike(got[name], item) for name, item in want.items())
    return bool(got == want)
