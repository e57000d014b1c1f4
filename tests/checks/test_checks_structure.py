"""Errors, warnings, arguments and the forms of arguments."""

import warnings

import numpy as np
import pytest

from autograder.checks import CheckFailed, accepts_sequences, no_warning, raises_value_error, unchanged


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
])
def test_a_value_error_that_names_the_argument_is_right(message, names):
    """The name may stand anywhere in the message, and one of several is enough."""
    raises_value_error(raising(ValueError(message)), 2.0, names=names)


@pytest.mark.parametrize(("message", "names"), [
    ("", "p"), ("must be positive", "p"), ("must be positive", "mu"), ("alpha is wrong", "a"), ("n_2 is wrong", ("n", "2n")),
    ("invalid argument", ("sigma", "tau")),
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


def test_an_unwritten_function_stays_unwritten():
    """NotImplementedError goes on to whoever reports that there is no answer yet."""
    with pytest.raises(NotImplementedError):
        raises_value_error(raising(NotImplementedError()), names="p")
    with pytest.raises(NotImplementedError):
        accepts_sequences(raising(NotImplementedError()), np.ones(2), want=1.0)


def test_no_warning_gives_the_value_back():
    """A silent call is passed on, arguments too."""
    assert no_warning(lambda a, b=0: a + b, 2, b=3) == 5


@pytest.mark.parametrize("call", [
    lambda: warnings.warn("careful", stacklevel=1), lambda: np.log(np.zeros(1)), lambda: np.exp(np.array([1e4])),
])
def test_a_warning_fails(call):
    """Any warning, NumPy's floating-point ones too, even where warnings are ignored outside."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert hint_of(no_warning, call).startswith("A warning ")


def test_no_warning_passes_exceptions_on():
    """An exception is not a warning."""
    with pytest.raises(KeyError):
        no_warning(raising(KeyError("x")))


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


def total(x, k=1.0):
    """A right answer."""
    return float(np.sum(np.asarray(x, dtype=float))) * k


def test_sequences_in_all_forms():
    """The function sees arrays, lists, tuples, float32 and integers; scalars stay as they are."""
    seen = []

    def spy(x, k):
        seen.append((type(x), getattr(x, "dtype", None), k))
        return total(x, k)

    accepts_sequences(spy, np.array([1.0, 2.0]), 2.0, want=6.0)

    assert seen == [
        (np.ndarray, np.dtype(float), 2.0), (list, None, 2.0), (tuple, None, 2.0), (np.ndarray, np.dtype(np.float32), 2.0),
        (np.ndarray, np.dtype(np.int64), 2.0),
    ]


def test_fractions_and_infinities_do_not_become_integers():
    """Only whole values come as integers, argument by argument."""
    seen = []

    def spy(x, y):
        seen.append((np.asarray(x).dtype.kind, np.asarray(y).dtype.kind))
        return float(np.max(x) + np.max(y))

    accepts_sequences(spy, np.array([0.5, 2.5]), np.array([1.0, 2.0]), want=4.5)
    assert seen[-1] == ("f", "i")
    seen.clear()
    accepts_sequences(spy, np.array([0.5, np.inf]), np.array([np.inf]), want=np.inf)
    assert all(kinds == ("f", "f") for kinds in seen)


@pytest.mark.parametrize(("f", "form"), [
    (lambda x: (x * 1.0).sum(), "lists"), (lambda x: total(x) if not isinstance(x, tuple) else 0.0, "tuples"),
    (lambda x: total(x) if getattr(x, "dtype", None) != np.float32 else 0.0, "float32"),
    (lambda x: total(x) if getattr(x, "dtype", None) != np.int64 else 0.0, "integer"),
])
def test_a_form_that_fails_is_named(f, form):
    """Whether by an exception or by a wrong value."""
    assert form in hint_of(accepts_sequences, f, np.array([1.0, 2.0]), want=3.0)


def test_a_wrong_value_gets_the_callers_hint():
    """Where the array itself is answered wrongly, the form is not to blame."""
    assert hint_of(accepts_sequences, total, np.ones(2), want=3.0, hint="Sum them.") == "Sum them."


def test_sequences_for_pairs_mappings_and_matrices():
    """`want` chooses the comparison; a matrix comes as nested lists; float32 has its own tolerance."""
    accepts_sequences(lambda x: (np.sum(x), np.asarray(x)), np.array([1.5, 2.5]), want=(4.0, np.array([1.5, 2.5])))
    accepts_sequences(lambda x: {"a": np.asarray(x) @ [1, 1]}, np.eye(2), want={"a": [1.0, 1.0]})
    accepts_sequences(np.sum, np.array([0.1, 0.7]), want=0.8, rtol=1e-12, atol=0.0)
    accepts_sequences(lambda x: x + 1, np.array(2.0), want=3.0)


def test_each_form_is_a_fresh_copy():
    """A function that spoils its argument spoils no later form, and not the test's array."""
    x = np.array([1.0, 2.0])

    def spoil(values):
        result = total(values)
        if isinstance(values, np.ndarray):
            values[:] = 0
        return result

    accepts_sequences(spoil, x, want=3.0)
    assert x.tolist() == [1.0, 2.0]
