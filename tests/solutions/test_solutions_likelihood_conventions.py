"""The conventions of the course, kept by every reference solution of `likelihood`: domains, forms of input, no data, the key."""

import copy
import inspect
import math
from pathlib import Path

import numpy as np
import pytest
from coins_course import answer, locked, write

from autograder import course
from autograder.authoring import inline
from solutions import likelihood

NAN, INF = math.nan, math.inf
SCALES = (0, -1.0, NAN)
OUTSIDE = [
    *((function, (theta, [1, 0]), "theta") for theta in (-0.1, 1.1, NAN, [0.5, 1.5], [0.5, NAN], [], [[0.5]])
      for function in (likelihood.coin_likelihood, likelihood.coin_log_likelihood)),
    *((function, (0.5, flips), "flips") for flips in ([2], [1, 0.5], [-1], [NAN], [1, INF])
      for function in (likelihood.coin_likelihood, likelihood.coin_log_likelihood)),
    (likelihood.best_on_grid, ([], []), "log_lik_values"), (likelihood.best_on_grid, ([1, 2], [1, 2, 3]), "grid"),
    (likelihood.best_on_grid, ([1, 2, 3], [1, 2]), "log_lik_values"), (likelihood.best_on_grid, ([1], []), "grid"),
    (likelihood.best_on_grid, ([[1, 2]], [[1, 2]]), "log_lik_values"), (likelihood.best_on_grid, (1.0, 1.0), "log_lik_values"),
    *((likelihood.likelihood_area, (bad, 3), "heads") for bad in (-1, 0.5, NAN, INF)),
    *((likelihood.likelihood_area, (3, bad), "tails") for bad in (-1, 0.5, NAN, INF)),
    *((likelihood.flips_until_underflow, (bad,), "p") for bad in (0, 1, -0.1, 1.5, NAN, 0.0, 1.0)),
    *((likelihood.logsumexp, (bad,), "a") for bad in ([], [[]], np.zeros((0, 3)))),
    (likelihood.logsumexp, ([[], []], 1), "a"), (likelihood.logsumexp, ([[1.0], [2.0, 3.0]],), "a"),
    *((likelihood.normal_log_likelihood, (x, 0, bad), "sigma") for bad in SCALES for x in ([1, 2], [])),
    *((likelihood.laplace_log_likelihood, (x, 0, bad), "b") for bad in SCALES for x in ([1, 2], [])),
    *((likelihood.categorical_nll, (labels, [0.2, 0.3, 0.5]), "labels")
      for labels in ([3], [0, -1], -1, 3, [0.5], [NAN], [INF], [], [[0, 1]])),
    *((likelihood.categorical_nll, (labels, [[0.2, 0.8], [0.5, 0.5]]), "labels")
      for labels in ([0], [0, 1, 1], 0, [0, 2], [0, -1], [-2, 0])),
    *((likelihood.categorical_nll, ([0, 1], probs), "probs") for probs in (
        [0.5, 0.6], [1.1, -0.1], [NAN, 1.0], [], [[0.5, 0.5], [0.5, 0.4]], [[0.5, 0.5], [1.0]], 0.5, [[[0.5, 0.5]] * 2])),
    *((likelihood.poisson_log_likelihood, (y, 0.0), "y") for y in (-1, 0.5, [1, -2], [1.5], [NAN], INF)),
    (likelihood.poisson_log_likelihood, ([1, 2, 3], [0.0, 1.0]), "eta"),
    *((likelihood.most_likely_source, (1.0, [1, 2], sds), "sds") for sds in ([1, 0], [1, -1], [1, NAN], [1, 2, 3], [], 1.0)),
    (likelihood.most_likely_source, (1.0, [], []), "means"), (likelihood.most_likely_source, (1.0, [1, 2, 3], [1, 2]), "means"),
    *((likelihood.mixture_log_likelihood, (x, weights, [0, 1], [1, 1]), "weights") for x in ([1.0], [])
      for weights in ([0.5, 0.6], [1.1, -0.1], [NAN, 1], [], [1.0], [[0.5, 0.5]])),
    *((likelihood.mixture_log_likelihood, (x, [0.5, 0.5], [0, 1], sigmas), "sigmas") for x in ([1.0], [])
      for sigmas in ([1, 0], [1, -1], [NAN, 1], [1], [])),
    (likelihood.mixture_log_likelihood, ([1.0], [0.5, 0.5], [0, 1, 2], [1, 1]), "mus"),
    (likelihood.same_argmax, ([], []), "lik_values"), (likelihood.same_argmax, ([1, 2], [1]), "log_lik_values"),
    (likelihood.same_argmax, ([1], [1, 2]), "lik_values"),
]


@pytest.mark.parametrize(("function", "args", "name"), OUTSIDE)
def test_outside_the_domain(function, args, name):
    """A plain ValueError names an argument involved."""
    with pytest.raises(ValueError, match=f"(?<!\\w){name}(?!\\w)") as caught:
        function(*args)
    assert type(caught.value) is ValueError


def test_an_axis_that_is_not_there():
    """NumPy's own ValueError names it."""
    with pytest.raises(ValueError, match="axis"):
        likelihood.logsumexp([1.0, 2.0], axis=1)


@pytest.mark.parametrize("off", [1e-6, -1e-6])
def test_sums_within_the_tolerance(off):
    """A sum that is 1e-6 off is a distribution still; the probabilities are used as they are."""
    near = [0.25, 0.75 + off]
    assert likelihood.categorical_nll([0], near) == pytest.approx(math.log(4))
    assert likelihood.categorical_nll([1, 0], [near, near]) == pytest.approx((math.log(4) - math.log(near[1])) / 2)
    assert likelihood.mixture_log_likelihood([], near, [0, 1], [1, 1]) == 0.0


@pytest.mark.parametrize("off", [1.1e-3, -1.1e-3])
def test_sums_beyond_the_tolerance(off):
    """A sum that is 1e-3 off is a mistake."""
    far = [0.25, 0.75 + off]
    for call, name in ((lambda: likelihood.categorical_nll([0], far), "probs"),
                       (lambda: likelihood.categorical_nll([0, 0], [far, far]), "probs"),
                       (lambda: likelihood.mixture_log_likelihood([0.0], far, [0, 1], [1, 1]), "weights")):
        with pytest.raises(ValueError, match=name):
            call()


# One call of each function with arrays, that has a plain answer.
CALLS = [
    (likelihood.coin_likelihood, (np.array([0.25, 0.0, 1.0]), np.array([1.0, 0.0, 1.0]))),
    (likelihood.coin_log_likelihood, (np.array([0.25, 0.5]), np.array([1.0, 0.0, 1.0]))),
    (likelihood.best_on_grid, (np.array([-3.0, -1.0, -2.0]), np.array([0.0, 1.0, 3.0]))),
    (likelihood.logsumexp, (np.array([1.0, 2.0, -4.0]),)),
    (likelihood.logsumexp, (np.array([[1.0, 2.0], [0.0, -4.0]]), 1)),
    (likelihood.normal_log_likelihood, (np.array([1.0, 2.0]), 0.5, 2.0)),
    (likelihood.laplace_log_likelihood, (np.array([1.0, 2.0]), 0.5, 2.0)),
    (likelihood.categorical_nll, (np.array([1.0, 0.0]), np.array([[0.25, 0.75], [0.5, 0.5]]))),
    (likelihood.categorical_nll, (np.array([1.0, 0.0, 1.0]), np.array([0.25, 0.75]))),
    (likelihood.poisson_log_likelihood, (np.array([1.0, 0.0, 4.0]), np.array([1.0, -2.0, 0.0]))),
    (likelihood.most_likely_source, (84.0, np.array([80.0, 90.0]), np.array([1.0, 10.0]))),
    (likelihood.mixture_log_likelihood, (np.array([1.0, 4.0]), np.array([0.25, 0.75]), np.array([0.0, 3.0]),
                                         np.array([1.0, 2.0]))),
    (likelihood.same_argmax, (np.array([0.0, 4.0, 1.0]), np.array([-3.0, -1.0, -2.0]))),
]


@pytest.mark.parametrize(("function", "args"), CALLS)
@pytest.mark.parametrize("form", [list, tuple, np.float32, np.int64, np.uint8])
def test_any_sequence(function, args, form):
    """Lists, tuples, float32 and, where numbers are whole, integers give the same; arguments are not changed."""
    def change(arg):
        if not isinstance(arg, np.ndarray):
            return arg
        if form in (list, tuple):
            return form(map(form, arg.tolist())) if arg.ndim == 2 else form(arg.tolist())
        fits = form is np.float32 or (np.all(arg == np.round(arg)) and (form is np.int64 or np.all(arg >= 0)))
        return arg.astype(form) if fits else arg

    before = copy.deepcopy(args)
    want = function(*args)

    np.testing.assert_allclose(function(*map(change, args)), want, rtol=1e-6)
    for old, new in zip(before, args, strict=True):
        np.testing.assert_array_equal(old, new)


def test_frozen_arguments():
    """Arrays that cannot be written are as good as others."""
    for function, args in CALLS:
        frozen = copy.deepcopy(args)
        for arg in frozen:
            if isinstance(arg, np.ndarray):
                arg.flags.writeable = False
        np.testing.assert_array_equal(function(*frozen), function(*args))


def test_booleans_are_flips_and_labels():
    """True is heads, and the second class."""
    assert likelihood.coin_likelihood(0.25, np.array([True, False])) == 0.1875
    assert likelihood.coin_log_likelihood(0.5, [True]) == pytest.approx(math.log(0.5))
    assert likelihood.categorical_nll([True, False], [0.5, 0.5]) == pytest.approx(math.log(2))


@pytest.mark.parametrize("value", [
    likelihood.coin_likelihood(0, [1]), likelihood.coin_likelihood(np.float32(0.5), []),
    likelihood.coin_log_likelihood(np.int64(1), [1]), likelihood.coin_log_likelihood(np.array(0.5), [1, 0]),
    likelihood.best_on_grid([0], [3]), likelihood.likelihood_area(np.int64(2), 3), likelihood.logsumexp([[1, 2], [3, 4]]),
    likelihood.logsumexp(3), likelihood.logsumexp([1, 2], axis=0), likelihood.normal_log_likelihood([1], 0, np.float32(1)),
    likelihood.normal_log_likelihood([], 0, 1), likelihood.laplace_log_likelihood((1, 2), np.int64(0), 1),
    likelihood.laplace_log_likelihood([], 0, 1), likelihood.categorical_nll(np.int64(0), (0.5, 0.5)),
    likelihood.categorical_nll([0], [[0.5, 0.5]]), likelihood.poisson_log_likelihood(np.int64(1), 0),
    likelihood.mixture_log_likelihood([1], [1], [0], [1]), likelihood.mixture_log_likelihood([], [1], [0], [1]),
])
def test_scalar_out(value):
    """A number comes back as Python's own."""
    assert type(value) is float


def test_whole_numbers_and_truth_values():
    """Counts, indices and booleans are Python's own too."""
    assert type(likelihood.flips_until_underflow(np.float32(0.5))) is int
    assert type(likelihood.most_likely_source(np.float32(1), [1], [1])) is int
    assert type(likelihood.same_argmax(np.array([1]), np.array([1]))) is bool


def test_no_data():
    """The likelihood of nothing is 1, its log 0, for every theta; for each of no examples there is nothing."""
    assert likelihood.coin_likelihood(0.3, []) == 1.0
    assert likelihood.coin_log_likelihood([0.0, 0.3, 1.0], []).tolist() == [0.0, 0.0, 0.0]
    assert likelihood.normal_log_likelihood([], 1.0, 2.0) == likelihood.laplace_log_likelihood((), 1.0, 2.0) == 0.0
    assert likelihood.mixture_log_likelihood([], [0.5, 0.5], [0, 1], [1, 2]) == 0.0
    assert likelihood.poisson_log_likelihood([], []).shape == likelihood.poisson_log_likelihood([], 1.0).shape == (0,)


def test_float32_scalars_do_not_make_it_a_float32_calculation():
    """The answer for a NumPy float32 is that for the same number as a float."""
    for function, args in [
        (likelihood.coin_log_likelihood, (0.3, [1, 0, 0])), (likelihood.flips_until_underflow, (0.7,)),
        (likelihood.normal_log_likelihood, ([7.7], 0.1, 0.3)), (likelihood.laplace_log_likelihood, ([7.7], 0.1, 0.3)),
        (likelihood.poisson_log_likelihood, (3, 0.7)), (likelihood.most_likely_source, (0.7, [0.1, 0.9], [0.3, 0.2])),
    ]:
        narrow = [np.float32(arg) if isinstance(arg, float) else arg for arg in args]
        assert function(*narrow) == function(*[float(arg) if isinstance(arg, np.float32) else arg for arg in narrow])


# The key --------------------------------------------------------------------------------------------------------------


def names():
    """Functions, answers and diagrams of the assignment, in the order of the module."""
    functions = [name for name, value in vars(likelihood).items()
                 if inspect.isfunction(value) and value.__module__ == likelihood.__name__ and not name.startswith("_")]
    values = [name for name in vars(likelihood) if name.startswith("answer_") or name.endswith("_plate")]
    return functions, values


@pytest.fixture
def lab(tmp_path):
    """A course whose one notebook asks for every name of the module."""
    functions, values = names()
    regions = [answer(name, f"### BEGIN SOLUTION\nfrom solutions.likelihood import {name}\n### END SOLUTION") for name in values]
    for name in functions:
        parameters = inspect.signature(getattr(likelihood, name)).parameters
        bare = [str(p.replace(annotation=inspect.Parameter.empty)) for p in parameters.values()]
        regions.append(answer(name, (
            f'def {name}({", ".join(bare)}):\n    """What to do."""\n    ### BEGIN SOLUTION\n'
            f"    from solutions.likelihood import {name} as reference\n    return reference({', '.join(parameters)})\n"
            "    ### END SOLUTION")))
    write(tmp_path, [locked("imports", "import math\n\nimport numpy as np"), *regions])
    (tmp_path / "solutions").symlink_to(Path(likelihood.__file__).parent)
    (tmp_path / "course_config.py").write_text('course_id = "small"\nassignments = {"coins": {}}\n', encoding="utf-8")
    return course.find(tmp_path)


def test_every_answer_can_be_inlined(lab):
    """Each cell of the key stands alone with what the setup imports, and gives what the module gives."""
    cells = inline.answers(lab, "coins")
    assert set(cells) == {name for part in names() for name in part}
    for name, text in cells.items():
        space = {"np": np, "math": math}
        exec(compile(text, name, "exec"), space)
        assert "solutions" not in text
        for function, args in CALLS:
            if function.__name__ == name:
                np.testing.assert_array_equal(space[name](*args), function(*args))
        if name in names()[1]:
            assert space[name] == getattr(likelihood, name)
