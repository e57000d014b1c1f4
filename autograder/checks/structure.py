"""How a function behaves beside its value: its errors, its warnings, its arguments."""

import copy
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.failures import CheckFailed
from autograder.checks.numeric import close, shown


def raises_value_error(function: Callable[..., Any], *args: Any, names: str | tuple[str, ...], **options: Any) -> None:
    """Calling raises ValueError with the name of an argument involved in its message.

    Raises:
        CheckFailed: it returned, raised another class, or named none of `names`.
    """
    wanted = (names,) if isinstance(names, str) else names
    said = " or ".join(wanted)
    try:
        value = function(*args, **options)
    except ValueError as error:
        if type(error) is not ValueError and not isinstance(error, UnicodeError) and type(error).__name__ == "LinAlgError":
            raise CheckFailed(f"LinAlgError: {error}", hint=f"Raise a ValueError of your own that names {said}.") from None
        if not any(name in str(error) for name in wanted):
            raise CheckFailed(f"ValueError without a name: {error}",
                              hint=f"Put the argument's name into the message of the ValueError: {said}.") from None
        return
    except Exception as error:
        if isinstance(error, NotImplementedError):
            raise
        raise CheckFailed(f"{type(error).__name__}: {error}",
                          hint=f"Outside the domain of {said} raise ValueError, not another error.") from None
    raise CheckFailed(f"returned {shown(value)}", hint=f"Outside the domain of {said} raise a ValueError that names it.")


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
                          hint="A warning was issued (division by zero, overflow?): treat the extreme case so that none is.")
    return value


def unchanged(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """The function's value; its arguments are afterwards what they were.

    Raises:
        CheckFailed: an argument was changed in place.
    """
    before = copy.deepcopy((args, options))
    value = function(*args, **options)
    for old, new in zip((*before[0], *before[1].values()), (*args, *options.values()), strict=True):
        if isinstance(old, (np.ndarray, list, tuple, dict)) and not _equal(old, new):
            raise CheckFailed(f"an argument became {shown(new)}", hint="The function changes its argument in place; work on a copy.")
    return value


def _equal(old: Any, new: Any) -> bool:
    if isinstance(old, np.ndarray):
        return bool(isinstance(new, np.ndarray) and old.shape == new.shape and np.array_equal(old, new, equal_nan=old.dtype.kind in "fc"))
    return repr(old) == repr(new)


def accepts_sequences(function: Callable[..., Any], *args: Any, want: Any, atol: float = 1e-9) -> None:
    """Array arguments may come as lists, tuples, float32 and, where all entries are whole, integers: the value is `want`.

    Raises:
        CheckFailed: one of these forms fails or gives another value.
    """
    forms: list[tuple[str, Callable[[Any], Any], float]] = [
        ("lists", lambda a: a.tolist(), 1e-6),
        ("tuples", lambda a: tuple(a.tolist()), 1e-6),
        ("float32 arrays", lambda a: a.astype(np.float32) if a.dtype.kind == "f" else a, 1e-5),
    ]
    if all(np.all(arg == np.round(arg)) for arg in args if isinstance(arg, np.ndarray)):
        forms.append(("integer arrays", lambda a: a.astype(np.int64), 1e-6))
    for name, form, rtol in forms:
        changed = [form(arg) if isinstance(arg, np.ndarray) else arg for arg in args]
        hint = f"Arguments may also come as {name}."
        try:
            value = function(*changed)
        except NotImplementedError:
            raise
        except Exception as error:
            raise CheckFailed(f"{name}: {type(error).__name__}: {error}", hint=hint) from None
        close(value, want, what=f"the answer for {name}", rtol=rtol, atol=atol, hint=hint)
