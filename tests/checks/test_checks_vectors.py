"""A function of whole arrays agrees with itself, entry by entry."""

import numpy as np
import pytest

from autograder.checks import CheckFailed, vectorised

X = np.array([0.5, -1.0, 2.0])


def hint_of(function, *args, **options):
    with pytest.raises(CheckFailed) as failed:
        vectorised(function, *args, **options)
    return failed.value.hint


def test_vectorised_functions_pass_whatever_their_formula():
    """Elementwise, of rows, over several arrays, and a list for an answer."""
    assert vectorised(lambda x: x**2 + 1, X).tolist() == [1.25, 2.0, 5.0]
    vectorised(lambda x: np.sum(x, axis=-1), np.arange(6.0).reshape(3, 2))
    vectorised(lambda a, x: a * np.asarray(x), 2.0, X, over=1)
    vectorised(lambda x, m, s: (x - m) / s, X, 1.0, X + 5, over=(0, 2))
    vectorised(lambda x: [v + 1 for v in x] if np.ndim(x) else x + 1, X)
    vectorised(lambda x: np.outer(x, [1, 2]) if np.ndim(x) else x * np.array([1, 2]), X)


def test_entries_arrive_as_python_numbers_and_rows_as_copies():
    """A scalar in is a plain float; a row that is changed in place stays what it was for the whole array."""
    seen = []
    vectorised(lambda x: seen.append(type(x)) or 3 * x, X)
    assert seen == [float, float, float, np.ndarray]
    rows = np.ones((2, 2)) * [[1.0], [2.0]]
    vectorised(lambda x: 2 * np.sum(x, axis=-1), rows)
    assert rows.tolist() == [[1, 1], [2, 2]]


@pytest.mark.parametrize(("function", "says"), [
    (lambda x: x.sum() if np.ndim(x) else x, "array with 1 axis"), (lambda x: 1.0 if np.ndim(x) else x, "array with 1 axis"),
    (lambda x: x - np.max(x), "whatever the entries"), (lambda x: np.zeros_like(x), "whatever the entries"),
    (lambda x: x[::-1] if np.ndim(x) else x, "each entry alone"), (lambda x: float(x), "each entry alone"),
    (lambda x: x / np.size(x), "each entry alone"), (lambda x: x if x > 0 else -x, "each entry alone"),
])
def test_others_fail(function, says):
    """One number for all, constants, entries that depend on each other, code for numbers only."""
    assert says in hint_of(function, X)


def test_what_is_not_written_yet_stays_so():
    """A stub is no wrong vectorisation."""
    def stub(x):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        vectorised(stub, X)


@pytest.mark.parametrize(("args", "over"), [((np.array([]),), 0), ((X, X[:2]), (0, 1))])
def test_the_authors_mistakes_are_value_errors(args, over):
    """No entries, or arrays of two lengths."""
    with pytest.raises(ValueError, match="length"):
        vectorised(lambda *a: a[0], *args, over=over)
