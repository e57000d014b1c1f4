"""Errors, and arguments that stay as they are."""

import numpy as np
import pytest

from autograder.checks import CheckFailed, raises_value_error, unchanged


def hint_of(check, *args, **options):
    with pytest.raises(CheckFailed) as failed:
        check(*args, **options)
    return failed.value.hint


def raising(error):
    def f(*args, **options):
        raise error
    return f


@pytest.mark.parametrize(("message", "names"), [
    ("p must be in [0, 1]", "p"), ("0 < p", ("q", "p")), ("`p`=2", "p"), ("p=-1", "p"), ("bad sigma.", "sigma"),
    ("the log_prior_values are all -inf", ("grid", "log_prior_values")), ("T > 0", "T"),
    ("Sigma must be positive", "sigma"), ("Y must be 0 or 1", "y"), ("  P is no probability", "p"),
])
def test_a_value_error_that_names_the_argument_is_right(message, names):
    """The name may stand anywhere in the message, and one of several is enough."""
    raises_value_error(raising(ValueError(message)), 2.0, names=names)


@pytest.mark.parametrize(("message", "names"), [
    ("", "p"), ("must be positive", "p"), ("must be positive", "mu"), ("alpha is wrong", "a"), ("n_2 is wrong", ("n", "2n")),
    ("invalid argument", ("sigma", "tau")), ("A number must be positive", "a"), ("Not positive", "n"), ("not in Y", "y"),
])
def test_a_message_without_the_name_fails(message, names):
    """A short name within another word is not named."""
    assert "Put the argument's name" in hint_of(raises_value_error, raising(ValueError(message)), names=names)


@pytest.mark.parametrize("error", [TypeError("p"), ZeroDivisionError("p"), KeyError("p"), AssertionError("p")])
def test_another_exception_fails(error):
    """Only a ValueError says that a value is outside the domain."""
    assert "not another error" in hint_of(raises_value_error, raising(error), names="p")


def test_a_linalg_error_that_slips_through_fails():
    """NumPy's own error is a ValueError, but no answer to the question."""
    assert "of your own" in hint_of(raises_value_error, raising(np.linalg.LinAlgError("cov is singular")), names="cov")


def test_no_error_fails_and_options_are_passed():
    """A function that returns is told to raise; keyword arguments arrive."""
    seen = []

    assert "raise a ValueError" in hint_of(raises_value_error, lambda *a, **o: seen.append((a, o)), 1, names="p", base=2)
    assert seen == [((1,), {"base": 2})]


def test_a_nan_that_passes_is_explained():
    """Who refused negative values is told why that let nan through; who let a number through is not."""
    assert "if not sigma > 0" in hint_of(raises_value_error, lambda sigma: sigma, float("nan"), names="sigma")
    assert "NaN" not in hint_of(raises_value_error, lambda sigma: sigma, -1.0, names="sigma")


def test_an_unwritten_function_stays_unwritten():
    """NotImplementedError goes on to whoever reports that there is no answer yet."""
    with pytest.raises(NotImplementedError):
        raises_value_error(raising(NotImplementedError()), names="p")


@pytest.mark.parametrize("argument", [
    np.array([1.0, np.nan]), [1.0, float("nan"), [2]], {"a": [1]}, {1, 2}, (np.zeros(2), [1]), np.array(["a"]), 3, None,
    np.random.default_rng(1), len,
])
def test_unchanged_arguments(argument):
    """Equal data, nan too, is unchanged; the value comes back."""
    assert unchanged(lambda a, b=None: 7, argument, b=argument) == 7


def _grow(a):
    a.append(1)


def _set_middle(a):
    a[0][2500] = 1.0


def _set_item(a):
    a[0] = 9


def _negate_zero(a):
    a *= -1.0


@pytest.mark.parametrize(("change", "argument"), [
    (_set_item, np.zeros(3)), (_grow, []), (_set_middle, [np.zeros(5000)]), (_set_item, {0: 1}), (lambda s: s.add(3), {1}),
    (lambda a: a.sort(), [2, 1]), (lambda a: a.sort(), np.array([2, 1])), (_negate_zero, np.zeros(2)),
    (lambda a: a.setdefault("k", [1]).append(2), {"k": [1]}), (lambda a: a.update({"a": 0}), {"a": None}),
])
def test_changed_arguments(change, argument):
    """A change in place is seen wherever it is, deep in a list or in the middle of a long array."""
    assert "in place" in hint_of(unchanged, change, argument)


def test_a_changed_keyword_argument_is_seen():
    """Keyword arguments count as well."""
    assert "in place" in hint_of(unchanged, lambda *, a: a.append(1), a=[])
