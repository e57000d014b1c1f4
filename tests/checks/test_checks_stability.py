"""Warnings, and answers at extreme arguments: the hint explains what came."""

import warnings

import numpy as np
import pytest

from autograder.checks import CheckFailed, no_warning, stable
from autograder.checks.stability import OTHERWISE, WARNED

HOW = "Work with logs."


def raising(error):
    def f(*args):
        raise error
    return f


def warning(category, value=1.0):
    def f(*args):
        warnings.warn("careful", category, stacklevel=1)
        return value
    return f


def hint_of(check, *args, **options):
    with pytest.raises(CheckFailed) as failed:
        check(*args, **options)
    return failed.value.hint


def hint_at(value, want, **options):
    return hint_of(stable, lambda: value, want=want, hint=HOW, **options)


def test_no_warning_gives_the_value_back():
    """A silent call is passed on, arguments too."""
    assert no_warning(lambda a, b=0: a + b, 2, b=3) == 5


@pytest.mark.parametrize("call", [
    warning(UserWarning), lambda: np.log(np.zeros(1)), lambda: np.exp(np.array([1e4])),
])
def test_a_warning_fails(call):
    """Any warning, NumPy's floating-point ones too, even where warnings are ignored outside."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert hint_of(no_warning, call) == WARNED


@pytest.mark.parametrize("category", [DeprecationWarning, PendingDeprecationWarning, FutureWarning])
def test_what_a_library_will_change_costs_nothing(category):
    """A name that a library deprecates is not the student's arithmetic; another warning beside it still counts."""
    assert no_warning(warning(category)) == 1.0
    stable(warning(category), want=1.0, hint=HOW)

    def both():
        warnings.warn("old", category, stacklevel=1)
        return np.log(np.zeros(1))

    assert hint_of(no_warning, both) == WARNED


def test_no_warning_passes_exceptions_on():
    """An exception is not a warning."""
    with pytest.raises(KeyError):
        no_warning(raising(KeyError("x")))


@pytest.mark.parametrize(("value", "want"), [
    (2.5, 2.5), ([0.5, 0.5], np.array([0.5, 0.5])), ((1.0, 0.0), (1.0, 0.0)), ({"a": 1}, {"a": 1.0}),
    (float("-inf"), float("-inf")), (np.array([np.nan, 0.0]), np.array([np.nan, 0.0])),
])
def test_right_values(value, want):
    """Numbers, arrays, tuples and dicts; an infinity, a nan or a 0 is right where it is asked for."""
    stable(lambda: value, want=want, hint=HOW)


@pytest.mark.parametrize(("value", "want"), [
    (float("nan"), 1.0), (float("inf"), 1.0), (float("-inf"), float("inf")), (0.0, 1e-3),
    (np.array([0.5, np.nan]), np.array([0.5, 0.5])), ((1.0, 0.0), (1.0, 2.0)), ({"a": 1.0, "b": np.inf}, {"a": 1.0, "b": 2.0}),
])
def test_broken_arithmetic_gets_its_hint(value, want):
    """What underflow and overflow leave behind, anywhere in the answer."""
    assert hint_at(value, want) == HOW


@pytest.mark.parametrize("error", [ZeroDivisionError(), OverflowError(), FloatingPointError(), ValueError("math domain error")])
def test_an_error_of_arithmetic_gets_its_hint(error):
    """An exception that extreme numbers cause is explained like the value that they would have given."""
    assert hint_of(stable, raising(error), want=1.0, hint=HOW) == HOW


@pytest.mark.parametrize("error", [TypeError("x"), KeyError("x"), NotImplementedError()])
def test_other_errors_are_passed_on(error):
    """They say nothing about numbers; an unwritten function stays unwritten."""
    with pytest.raises(type(error)):
        stable(raising(error), want=1.0, hint=HOW)


def test_a_wrong_law_does_not_read_about_underflow():
    """An ordinary wrong number is explained neutrally, or as the caller says."""
    assert hint_at(-2.0, 2.0) == OTHERWISE
    assert hint_at((1.0, 3.0), (1.0, 2.0), otherwise="The prior decides.") == "The prior decides."


def test_a_warning_beside_a_wrong_value_gets_the_hint():
    """The number itself looks ordinary, but the arithmetic did not hold on the way; a right one gets the plain words."""
    assert hint_of(stable, warning(RuntimeWarning, 3.0), want=1.0, hint=HOW) == HOW
    assert hint_of(stable, warning(RuntimeWarning, 1.0), want=1.0, hint=HOW) == WARNED


def test_slips_and_shapes_come_first():
    """A breakdown that looks like an ordinary number is named; another shape is told as such."""
    assert hint_at(0.5, 4.5, slips={"All were 0.": 0.5}) == "All were 0."
    assert "single number" in hint_at([0.0, 0.0], 1.0)
    assert "nothing (None)" in hint_at(None, 1.0)


def test_tolerances_are_passed_on():
    """`rtol` and `atol` as in `close`."""
    stable(lambda: 1.01, want=1.0, hint=HOW, rtol=0.1)
    assert hint_at(1e-12 + 1e-13, 1e-12, atol=1e-16, rtol=1e-6) == OTHERWISE
