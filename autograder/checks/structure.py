"""How a function behaves beside its value: its errors, and what it does to its arguments."""

import re
import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.failures import CheckFailed
from autograder.checks.plain import shown


def raises_value_error(function: Callable[..., Any], *args: Any, names: str | tuple[str, ...], **options: Any) -> None:
    """Calling raises ValueError with the name of an argument involved in its message.

    A name of one or two letters must be a word of its own there: "must be positive" names neither `mu` nor `p`. It may
    begin a sentence: "Y must be 0 or 1" names `y`; the article "A" names nothing.

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
                              hint=f"Put the argument's name into the message of a ValueError of your own: {said}.") from error
    except Exception as error:
        raise CheckFailed(f"{type(error).__name__}: {error}",
                          hint=f"Outside the domain of {said} raise ValueError, not another error.") from error
    else:
        strange = _NAN if any(_is_nan(arg) for arg in (*args, *options.values())) else ""
        raise CheckFailed(f"returned {shown(value)}",
                          hint=f"Outside the domain of {said} raise a ValueError that names it.{strange}")


# What a student who wrote `if sigma <= 0: raise` cannot guess.
_NAN = " NaN is outside, too; each comparison with it is False, so write down what is allowed: if not sigma > 0, not if sigma <= 0."


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and value != value


def _named(name: str, message: str) -> bool:
    if len(name) > 2:
        return name.lower() in message.lower()
    word = rf"(?<!\w){re.escape(name)}(?!\w)"
    begins = name != "a" and re.match(rf"\s*{re.escape(name.capitalize())}(?!\w)", message)
    return bool(begins) or re.search(word, message) is not None


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
