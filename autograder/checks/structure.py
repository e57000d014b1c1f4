"""How a function behaves beside its value: its errors, its warnings, its arguments."""

import re
import struct
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.checks.failures import CheckFailed
from autograder.checks.numeric import close, mapping, pair
from autograder.checks.plain import shown

# A float32 has 24 bits: an input is off by 6e-8 relative before the student computes anything.
FLOAT32 = {"rtol": 1e-5, "atol": 1e-6}


def raises_value_error(function: Callable[..., Any], *args: Any, names: str | tuple[str, ...], **options: Any) -> None:
    """Calling raises ValueError with the name of an argument involved in its message.

    A name of one or two letters must be a word of its own there: "must be positive" names neither `mu` nor `p`.

    Raises:
        CheckFailed: it returned, raised another class, or named none of `names`.
        NotImplementedError: the function is not written yet.
    """
    wanted = (names,) if isinstance(names, str) else names
    said = " or ".join(wanted)
    try:
        value = function(*args, **options)
    except NotImplementedError:
        raise
    except ValueError as error:
        if isinstance(error, np.linalg.LinAlgError):
            own = f"Raise a ValueError of your own that names {said}."
            raise CheckFailed(f"LinAlgError: {error}", hint=own) from error
        if not any(_named(name, str(error)) for name in wanted):
            raise CheckFailed(f"ValueError without a name: {error}",
                              hint=f"Put the argument's name into the message of the ValueError: {said}.") from error
    except Exception as error:
        raise CheckFailed(f"{type(error).__name__}: {error}",
                          hint=f"Outside the domain of {said} raise ValueError, not another error.") from error
    else:
        raise CheckFailed(f"returned {shown(value)}",
                          hint=f"Outside the domain of {said} raise a ValueError that names it.")


def _named(name: str, message: str) -> bool:
    if len(name) > 2:
        return name in message
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", message) is not None


def no_warning(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """The function's value, computed without any warning.

    Raises:
        CheckFailed: a warning was issued.
    """
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        value = function(*args, **options)
    if seen:
        raise CheckFailed(f"{seen[0].category.__name__}: {seen[0].message}",
                          hint="A warning was issued (division by zero, overflow?): treat the extreme case so that "
                               "none is.")
    return value


def unchanged(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """The function's value; arrays, lists, dicts and sets among its arguments are afterwards what they were.

    Raises:
        CheckFailed: an argument was changed in place.
    """
    before = [_print(value) for value in (*args, *options.values())]
    value = function(*args, **options)
    for old, new in zip(before, (*args, *options.values()), strict=True):
        if old != _print(new):
            raise CheckFailed(f"an argument became {shown(new)}",
                              hint="The function changes its argument in place; work on a copy.")
    return value


def _print(value: Any) -> Any:
    """A fingerprint of data, equal for equal data (nan too). A Generator or a function is only known by its type."""
    if isinstance(value, np.ndarray):
        return ("array", value.dtype.str, value.shape, value.tobytes())
    if isinstance(value, (list, tuple)):
        return (type(value).__name__, *map(_print, value))
    if isinstance(value, dict):
        return ("dict", *((_print(name), _print(item)) for name, item in value.items()))
    if isinstance(value, (set, frozenset)):
        return ("set", frozenset(map(_print, value)))
    if isinstance(value, float):
        return ("float", struct.pack("d", value))
    if value is None or isinstance(value, (int, str, bytes, complex, np.generic)):
        return (type(value).__name__, repr(value))
    return type(value).__name__


def accepts_sequences(function: Callable[..., Any], *args: Any, want: Any, **close_options: Any) -> None:
    """Arrays may come as lists, tuples, float32 and, where all entries are whole, integers: the value is `want`.

    `want` may be a number or an array (for `close`), a tuple (for `pair`) or a dict (for `mapping`), and takes its
    options. The arrays as they are come first, so that a wrong value gets the caller's hint.

    Raises:
        CheckFailed: one of these forms fails or gives another value.
        NotImplementedError: the function is not written yet.
    """
    _compare(function(*(_form(arg, np.copy) for arg in args)), want, close_options)
    for name, changed in _forms(args):
        hint = f"Arguments may also come as {name}."
        options = {"what": f"the answer for {name}", **close_options, "hint": hint}
        if name == "float32 arrays":
            options |= {key: max(rough, options.get(key, 0.0)) for key, rough in FLOAT32.items()}
        try:
            value = function(*changed)
        except NotImplementedError:
            raise
        except Exception as error:
            raise CheckFailed(f"{name}: {type(error).__name__}: {error}", hint=hint) from error
        _compare(value, want, options)


def _compare(value: Any, want: Any, options: dict[str, Any]) -> None:
    compare = pair if isinstance(want, tuple) else mapping if isinstance(want, Mapping) else close
    compare(value, want, **options)


def _forms(args: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    yield "lists", tuple(_form(arg, np.ndarray.tolist) for arg in args)
    yield "tuples", tuple(_form(arg, _as_tuple) for arg in args)
    yield "float32 arrays", tuple(_form(arg, _as_float32) for arg in args)
    if any(isinstance(arg, np.ndarray) and _whole(arg) for arg in args):
        yield "integer arrays", tuple(_form(arg, _as_integers) for arg in args)


def _form(arg: Any, change: Callable[[Any], Any]) -> Any:
    return change(arg) if isinstance(arg, np.ndarray) else arg


def _as_tuple(array: Any) -> Any:
    """A vector as a tuple; a matrix as nested lists, the only other form that it may have."""
    return tuple(array.tolist()) if array.ndim == 1 else array.tolist()


def _as_float32(array: Any) -> Any:
    return array.astype(np.float32) if array.dtype.kind == "f" else array.copy()


def _as_integers(array: Any) -> Any:
    return array.astype(np.int64) if _whole(array) else array.copy()


def _whole(array: Any) -> bool:
    if array.dtype.kind != "f":
        return bool(array.dtype.kind in "biu")
    return bool(np.all(np.isfinite(array)) and np.all(array == np.round(array)) and np.all(np.abs(array) < 2.0**53))
