"""The forms of arguments: the function is compared with itself, and must be an answer at all."""

import itertools

import numpy as np
import pytest

from autograder.checks import CheckFailed, accepts_sequences

X = np.array([1.0, 2.0])
OTHER = (np.array([3.0, 5.0]),)


def hint_of(function, *args, **options):
    with pytest.raises(CheckFailed) as failed:
        accepts_sequences(function, *args, **options)
    return failed.value.hint


def total(x, k=1.0):
    """A right answer."""
    return float(np.sum(np.asarray(x, dtype=float))) * k


def test_sequences_in_all_forms():
    """The function sees arrays, lists, tuples, float32 and integers; scalars stay as they are."""
    seen = []

    def spy(x, k):
        seen.append((type(x), getattr(x, "dtype", None), k))
        return total(x, k)

    accepts_sequences(spy, X, 2.0, like=0.0, other=OTHER)

    assert seen[0] == (np.ndarray, np.dtype(float), 2.0)
    assert seen[-4:] == [
        (list, None, 2.0), (tuple, None, 2.0), (np.ndarray, np.dtype(np.float32), 2.0), (np.ndarray, np.dtype(np.int64), 2.0)]


def test_flips_come_as_truth_values_too():
    """Where the question allows booleans, whole arrays of 0 and 1 come as such, others stay."""
    seen = []

    def spy(x, y):
        seen.append([np.asarray(x).dtype.kind, np.asarray(y).dtype.kind])
        return total(x) + total(y)

    accepts_sequences(spy, np.array([1, 0]), np.array([2, 1]), like=0.0, other=(np.array([1, 1]), np.array([0, 1])),
                      booleans=True)

    assert seen[-2:] == [["b", "i"], ["b", "i"]]
    blind = "lists of booleans"
    assert blind in hint_of(lambda x: total(x) + (isinstance(x, list) and x[0] is True), np.array([1, 0]), like=0.0,
                            other=(np.array([1, 1]),), booleans=True)


def test_fractions_and_infinities_do_not_become_integers():
    """Only whole values come as integers, argument by argument."""
    seen = []

    def spy(x, y):
        seen.append((np.asarray(x).dtype.kind, np.asarray(y).dtype.kind))
        return float(np.max(x) + np.max(y))

    accepts_sequences(spy, np.array([0.5, 2.5]), X, like=0.0, other=(np.array([0.5, 3.5]), OTHER[0]))
    assert seen[-1] == ("f", "i")
    seen.clear()
    accepts_sequences(spy, np.array([0.5, np.inf]), np.array([-np.inf, 0.5]), like=0.0, other=(X, None))
    assert all(kinds == ("f", "f") for kinds in seen)


@pytest.mark.parametrize(("f", "form"), [
    (lambda x: (x * 1.0).sum(), "lists"), (lambda x: total(x) if not isinstance(x, tuple) else 0.0, "tuples"),
    (lambda x: total(x) if getattr(x, "dtype", None) != np.float32 else 0.0, "float32"),
    (lambda x: total(x) if getattr(x, "dtype", None) != np.int64 else 0.0, "integer"),
    (lambda x: total(x) if isinstance(x, np.ndarray) else None, "lists"),
])
def test_a_form_that_fails_is_named(f, form):
    """Whether by an exception, by another value, or by no value."""
    assert form in hint_of(f, X, like=0.0, other=OTHER)


@pytest.mark.parametrize("wrong", [lambda x: -total(x), lambda x: total(x) ** 2 + 7, lambda x: float(np.prod(x))])
def test_a_wrong_formula_costs_nothing_here(wrong):
    """The value is another part's business, as long as it is the same for every form."""
    accepts_sequences(wrong, X, like=0.0, other=OTHER)


@pytest.mark.parametrize(("f", "like"), [
    (lambda x: 3.0, 0.0), (lambda x: float("nan"), 0.0), (lambda x: [0.5, 0.5], np.zeros(2)), (lambda x: np.ones(len(x)), np.zeros(2)),
    (lambda x: (1.0, len(x)), (0.0, 0.0)), (lambda x: {"a": 1.0}, {"a": 0.0}), (lambda x: None, 0.0), (lambda x: "no", 0.0),
    (lambda x: x, np.zeros(2)), (lambda x: np.asarray(x, dtype=float), np.zeros(2)), (lambda x: total(x), np.zeros(2)),
    (lambda x: x, 0.0), (lambda x: x, (0.0, 0.0, 0.0)), (lambda x: {"b": total(x)}, {"a": 0.0}), (lambda x: {}, {"a": 0.0}),
])
def test_a_stub_earns_nothing(f, like):
    """Constants, an argument handed back, another kind or shape: consistent all the same, and no answer."""
    assert hint_of(f, X, like=like, other=OTHER)


def test_each_named_argument_must_count():
    """An answer that an array does not move ignores it; None is for what an honest wrong law may ignore."""
    def first_only(x, y):
        return total(x)

    assert "second argument" in hint_of(first_only, X, X, like=0.0, other=(OTHER[0], OTHER[0]))
    accepts_sequences(first_only, X, X, like=0.0, other=(OTHER[0], None))


def test_a_check_that_a_constant_would_pass_is_refused():
    """At least one array must be said to count; that is the author's mistake, not the student's."""
    with pytest.raises(ValueError, match="constant"):
        accepts_sequences(total, X, like=0.0, other=(None,))
    with pytest.raises(ValueError, match="each of 1 arrays"):
        accepts_sequences(total, X, like=0.0, other=(X, X))


def test_answers_that_change_from_call_to_call():
    """A counter outside the function is told as such, and not as a form that fails."""
    calls = itertools.count()

    assert "Two calls" in hint_of(lambda x: total(x) + next(calls), X, like=0.0, other=OTHER)


def test_pairs_mappings_and_matrices():
    """`like` gives the form; a matrix comes as nested lists; float32 has its own tolerance; more keys are no matter."""
    accepts_sequences(lambda x: (np.sum(x), np.asarray(x)), X + 0.5, like=(0.0, np.zeros(2)), other=OTHER)
    accepts_sequences(lambda x: {"a": np.asarray(x) @ [1, 1], "b": 0}, np.eye(2), like={"a": np.zeros(2)}, other=(2 * np.eye(2),))
    accepts_sequences(np.sum, np.array([0.1, 0.7]), like=0.0, other=(X,), rtol=1e-12, atol=0.0)
    accepts_sequences(lambda x: x + 1, np.array(2.0), like=0.0, other=(np.array(3.0),))


def test_an_unwritten_function_stays_unwritten():
    """NotImplementedError goes on to whoever reports that there is no answer yet."""
    def unwritten(x):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        accepts_sequences(unwritten, X, like=0.0, other=OTHER)


def test_each_form_is_a_fresh_copy():
    """A function that spoils its argument spoils no later form, and not the test's array."""
    x = X.copy()

    def spoil(values):
        result = total(values)
        if isinstance(values, np.ndarray):
            values[:] = 0
        return result

    accepts_sequences(spoil, x, like=0.0, other=OTHER)
    assert x.tolist() == [1.0, 2.0]
