"""Whether the arithmetic holds: warnings, and answers at arguments where a formula typed as it stands breaks down.

A wrong law is wrong at extreme arguments too. The student who has one must not read that numbers underflow: a hint
about the arithmetic is given only for what broken arithmetic leaves behind.
"""

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.checks.failures import CheckFailed
from autograder.checks.parts import compare, parts

# A library that renames something under a student's feet says nothing about the student's arithmetic.
CHURN = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)
WARNED = "A warning was issued (division by zero, overflow?): treat the extreme case so that none is."
OTHERWISE = "The arithmetic holds here, but the value is wrong: look at the formula first."


def no_warning(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """The function's value, computed without a warning. Those about deprecated features do not count.

    Raises:
        CheckFailed: a warning was issued.
    """
    value, warned = _watched(function, args, options)
    if warned:
        raise CheckFailed(warned, hint=WARNED)
    return value


def stable(
    function: Callable[..., Any], *args: Any, want: Any, hint: str, otherwise: str = OTHERWISE,
    slips: Mapping[str, Any] | None = None, rtol: float = 1e-6, atol: float = 1e-9,
) -> None:
    """The function's value at extreme arguments is `want` (a number, an array, a tuple or a dict), without a warning.

    `hint` says how to calculate. It goes with what broken arithmetic gives: an arithmetic error or ValueError, a
    warning beside a wrong value, or a nan, an infinity or a 0 where `want` has none. Another wrong value gets
    `otherwise`. `slips` are as in `close`, for breakdowns that look like ordinary numbers.

    Raises:
        CheckFailed: a wrong value, an error of arithmetic, a warning.
        NotImplementedError: the function is not written yet.
    """
    try:
        value, warned = _watched(function, args, {})
    except (ArithmeticError, ValueError) as error:
        raise CheckFailed(f"{type(error).__name__}: {error}", hint=hint) from error
    try:
        compare(value, want, slips=slips, rtol=rtol, atol=atol)
    except CheckFailed as failed:
        said = failed.hint or (hint if warned or _broken(value, want) else otherwise)
        raise CheckFailed(str(failed), hint=said) from None
    if warned:
        raise CheckFailed(warned, hint=WARNED)


def _watched(function: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any]) -> tuple[Any, str]:
    """The value, and the first warning that counts."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        value = function(*args, **options)
    counted = [warning for warning in seen if not issubclass(warning.category, CHURN)]
    return value, f"{counted[0].category.__name__}: {counted[0].message}" if counted else ""


def _broken(value: Any, want: Any) -> bool:
    """Whether nan, an infinity or 0 came where the right answer has none."""
    for got, right in zip(parts(value, want), parts(want, want), strict=True):
        lost = (np.isnan(got) & ~np.isnan(right)) | (np.isinf(got) & (got != right)) | ((got == 0) & (right != 0))
        if np.any(lost):
            return True
    return False
