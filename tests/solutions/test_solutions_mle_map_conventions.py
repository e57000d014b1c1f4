"""The conventions of the course, kept by every reference solution of `mle-map`: domains, sequences, scalars, dtypes, the key."""

import inspect
import math
import shutil
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from coins_course import CONFIG, answer, locked, read, write

from autograder import course
from autograder.authoring import inline
from solutions import mle_map

NAN, INF = math.nan, math.inf
X, Y, W = [[1.0, 2.0], [1.0, 4.0], [1.0, 5.0]], [1.0, 0.0, 1.0], [0.5, -1.0]
NOT_POSITIVE = (0, -1.0, NAN)
NO_COUNT = (-1, 1.5, NAN, INF)
NO_FLIPS = ([], [2], [0, 0.5], [-1], [NAN, 1])
NO_DESIGN = ([], [1.0, 2.0, 3.0], [[]], np.zeros((0, 2)), np.zeros((2, 0)), 3.0, [[1, 2], [3]], np.ones((3, 2, 1)))
NO_TRUTH = ([], [1.0], [1.0, 0.0], [1.0, 0.0, 1.0, 0.0], [[1.0], [0.0], [1.0]], 1.0)
NO_WEIGHTS = ([], [1.0], [1.0, 2.0, 3.0], [[1.0, 2.0]], [[1.0], [2.0]], 1.0)
NO_LABELS = ([1.0, 0.0, 2.0], [1.0, 0.0, -1.0], [1.0, 0.0, 0.5], [1.0, 0.0, NAN])
NO_COUNTS = ([1.0, 0.0, -1.0], [1.0, 0.0, 0.5], [1.0, 0.0, NAN], [1.0, 0.0, INF])
NO_VECTOR = ([], 1.0, [[1.0, 2.0, 3.0]])
NO_LOGITS = ([], 1.0, [INF, 0.0], [-INF, -INF], [NAN, 0.0])
OF_X_Y_W = (mle_map.residual_sum_of_squares, mle_map.mse_gradient, mle_map.bce_gradient, mle_map.poisson_nll,
            mle_map.poisson_gradient)
# Functions of X and y, with what follows.
OF_X_Y = ((mle_map.gaussian_nll, (W, 1.0)), (mle_map.ols, ()), (mle_map.fit_logistic, ()), (mle_map.fit_poisson, ()),
          (mle_map.ridge, (1.0, 1.0)), (mle_map.lasso, (1.0,)), *((f, (W,)) for f in OF_X_Y_W))


def constant(theta):
    return 1.0


def each(function, bad, name, *args):
    """One case for each bad value, which takes the place of `...` among the arguments."""
    return [(function, tuple(value if arg is ... else arg for arg in args), name) for value in bad]


OUTSIDE = [
    *each(mle_map.coin_mle, NO_FLIPS, "flips", ...),
    *each(mle_map.coin_map, NO_FLIPS, "flips", ..., 2, 2),
    *each(mle_map.coin_map, NOT_POSITIVE, "a", [1], ..., 2),
    *each(mle_map.coin_map, NOT_POSITIVE, "b", [1], 2, ...),
    *each(mle_map.normal_mle, NO_VECTOR, "x", ...),
    *each(mle_map.laplace_mle, NO_VECTOR, "x", ...),
    *[case for f, more in OF_X_Y for case in each(f, NO_DESIGN, "X", ..., Y, *more)],
    *[case for f, more in OF_X_Y for case in each(f, NO_TRUTH, "y", X, ..., *more)],
    *[case for f in OF_X_Y_W for case in each(f, NO_WEIGHTS, "w", X, Y, ...)],
    *each(mle_map.gaussian_nll, NO_WEIGHTS, "w", X, Y, ..., 1.0),
    *each(mle_map.gaussian_nll, NOT_POSITIVE, "sigma", X, Y, W, ...),
    *[case for f in (mle_map.ols_origin, mle_map.absolute_regression)
      for case in (*each(f, (*NO_VECTOR, [0, 0, 0], [1.0, 2.0]), "x", ..., Y), *each(f, NO_TRUTH, "y", [1, 2, 3], ...))],
    (mle_map.sigmoid, ([],), "z"),
    *each(mle_map.bce, ([], [1.0, 2.0], 1.0, [[1.0, 2.0, 3.0]]), "z", ..., Y),
    *each(mle_map.bce, NO_LABELS, "y", [1.0, 2.0, 3.0], ...),
    (mle_map.bce, (1.0, 2), "y"), (mle_map.bce, (1.0, [1]), "y"),
    *each(mle_map.bce_gradient, NO_LABELS, "y", X, ..., W),
    *each(mle_map.fit_logistic, (*NO_LABELS, [1, 1, 1], [0, 0, 0]), "y", X, ...),
    *each(mle_map.softmax, (*NO_LOGITS, [[0.0, 1.0], [-INF, -INF]], [[0.0, INF], [0.0, 0.0]], np.zeros((2, 0))), "z", ...),
    *[case for f in (mle_map.cross_entropy, mle_map.cross_entropy_gradient)
      for case in (*each(f, (*NO_LOGITS, [[1.0, 2.0]]), "z", ..., 0), *each(f, (*NO_COUNT, 2, 10**9), "label", [1.0, 2.0], ...))],
    *each(mle_map.glm_gradient, NO_DESIGN, "X", ..., Y),
    *each(mle_map.glm_gradient, NO_TRUTH, "residual", X, ...),
    *each(mle_map.poisson_nll, NO_COUNTS, "y", X, ..., W),
    *each(mle_map.poisson_gradient, NO_COUNTS, "y", X, ..., W),
    *each(mle_map.fit_poisson, (*NO_COUNTS, [0, 0, 0]), "y", X, ...),
    *each(mle_map.head_parameters, ("", "Binary", "poisson"), "task", ..., [1.0]),
    *each(mle_map.head_parameters, NO_LOGITS, "raw", "multiclass", ...),
    *[(mle_map.head_parameters, (task, []), "raw") for task in ("regression", "binary", "multiclass", "count")],
    *each(mle_map.ridge, NOT_POSITIVE, "sigma", X, Y, ..., 1.0),
    *each(mle_map.ridge, NOT_POSITIVE, "tau", X, Y, 1.0, ...),
    *each(mle_map.ridge_lambda, NOT_POSITIVE, "sigma", ..., 1.0),
    *each(mle_map.ridge_lambda, NOT_POSITIVE, "tau", 1.0, ...),
    *each(mle_map.soft_threshold, (-1e-9, NAN), "t", [1.0], ...),
    *each(mle_map.lasso, (-1e-9, NAN), "lam", X, Y, ...),
    *each(mle_map.lasso_lambda, NOT_POSITIVE, "sigma", ..., 1.0),
    *each(mle_map.lasso_lambda, NOT_POSITIVE, "b", 1.0, ...),
    *each(mle_map.l2_penalty, (-1e-9, NAN), "lam", [1.0], ...),
    *each(mle_map.l1_penalty, (-1e-9, NAN), "lam", [1.0], ...),
    *each(mle_map.hardest_pushed, ("", "L1", "l3"), "penalty", [1.0], ...),
    *each(mle_map.hardest_pushed, NO_VECTOR, "theta", ..., "l1"),
    *each(mle_map.map_minus_mle, NO_COUNT, "h", ..., 1, 2, 2),
    *each(mle_map.map_minus_mle, NO_COUNT, "t", 1, ..., 2, 2),
    *each(mle_map.map_minus_mle, NOT_POSITIVE, "a", 1, 1, ..., 2),
    *each(mle_map.map_minus_mle, NOT_POSITIVE, "b", 1, 1, 2, ...),
    (mle_map.map_minus_mle, (0, 0, 2, 2), "h"), (mle_map.map_minus_mle, (0, 0, 2, 2), "t"),
    *each(mle_map.plot_geometry, ([1.0], 1.0, [1.0, 2.0, 3.0], [[1.0, 2.0]]), "center", ..., np.eye(2)),
    *each(mle_map.plot_geometry, ([[1, 2], [2, 1]], [[0, 0], [0, 0]], [[-1, 0], [0, 1]], np.eye(3), [1, 2]), "hessian", [1, 1], ...),
    *each(mle_map.plot_geometry, NOT_POSITIVE, "radius", [1, 1], np.eye(2), ...),
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("function", "args", "name"), OUTSIDE)
def test_outside_the_domain(function, args, name):
    """A plain ValueError names an argument involved, without a warning and without a figure."""
    with pytest.raises(ValueError, match=rf"(?<!\w){name}(?!\w)") as caught:
        function(*args)
    assert type(caught.value) is ValueError
    assert plt.get_fignums() == []


# One call of each function with arrays, that has a plain answer; whole numbers wherever the law allows them.
XA = np.array([[1.0, -1.0], [1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 4.0]])
YA, WA = np.array([0.0, 1.0, 0.0, 1.0, 1.0]), np.array([1.0, -2.0])
CALLS = [
    (mle_map.coin_mle, (YA,)), (mle_map.coin_map, (YA, 3.0, 2.0)), (mle_map.normal_mle, (np.array([1.0, 2.0, 6.0]),)),
    (mle_map.laplace_mle, (np.array([1.0, 2.0, 6.0]),)), (mle_map.gaussian_nll, (XA, YA, WA, 2.0)),
    (mle_map.ols_origin, (XA[:, 1], YA)), (mle_map.ols, (XA, YA)), (mle_map.residual_sum_of_squares, (XA, YA, WA)),
    (mle_map.mse_gradient, (XA, YA, WA)), (mle_map.absolute_regression, (XA[:, 1], np.array([1.0, 0.0, 3.0, 5.0, 2.0]))),
    (mle_map.sigmoid, (WA,)), (mle_map.bce, (XA[:, 1], YA)), (mle_map.bce, (XA, np.round(XA) % 2)),
    (mle_map.bce_gradient, (XA, YA, WA)), (mle_map.fit_logistic, (XA, YA)), (mle_map.softmax, (XA,)),
    (mle_map.softmax, (np.array([0.0, 0.25, -INF]),)), (mle_map.cross_entropy, (WA, 1)),
    (mle_map.cross_entropy_gradient, (WA, 0)), (mle_map.glm_gradient, (XA, YA)), (mle_map.poisson_nll, (XA, YA, WA)),
    (mle_map.poisson_gradient, (XA, YA, WA)), (mle_map.fit_poisson, (XA, YA)),
    *[(mle_map.head_parameters, (task, XA)) for task in ("regression", "binary", "multiclass", "count")],
    (mle_map.map_objective, (np.sum, np.max, WA)), (mle_map.ridge, (XA, YA, 1.0, 2.0)),
    (mle_map.soft_threshold, (WA, 1.0)), (mle_map.soft_threshold, (WA, 0.0)), (mle_map.lasso, (XA, YA, 0.5)),
    (mle_map.lasso, (XA, YA, 0.0)), (mle_map.l2_penalty, (WA, 0.5)), (mle_map.l1_penalty, (WA, 0.5)),
]


def flat(value):
    parts = value if isinstance(value, tuple) else [value]
    return np.concatenate([np.ravel(np.asarray(part, dtype=float)) for part in parts])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("function", "args"), CALLS)
@pytest.mark.parametrize("form", [list, tuple, np.float32, np.int64, "read-only"])
def test_any_sequence(function, args, form):
    """Lists, tuples, float32 and, where numbers are whole, integers give the same; arguments are not changed."""
    def change(arg):
        if not isinstance(arg, np.ndarray):
            return arg
        if form in (list, tuple):
            return form(map(form, arg.tolist())) if arg.ndim == 2 else form(arg.tolist())
        if form == "read-only":
            arg = np.asfortranarray(arg.copy())
            arg.flags.writeable = False
            return arg
        return arg.astype(form) if form is np.float32 or np.all(np.isfinite(arg) & (arg == np.round(arg))) else arg

    before = [np.copy(arg) for arg in args]
    want = function(*args)

    np.testing.assert_allclose(flat(function(*map(change, args))), flat(want), rtol=1e-6, atol=1e-12)
    for old, new in zip(before, args, strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize(("function", "args"), CALLS)
def test_results_are_not_the_arguments(function, args):
    """Writing into a result leaves the arguments alone."""
    before = [np.copy(arg) for arg in args]
    result = function(*args)
    if isinstance(result, np.ndarray):
        assert result.dtype == np.float64
        result[...] = 99
    for old, new in zip(before, args, strict=True):
        np.testing.assert_array_equal(old, new)


def test_a_function_of_theta_cannot_change_it():
    """What the objective's parts get is a copy."""
    def rude(theta):
        theta[...] = 0
        return 1.0

    theta = np.array([1.0, 2.0])
    assert mle_map.map_objective(constant, rude, theta) == 2.0
    assert theta.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("value", [
    mle_map.coin_mle([True, False]), mle_map.coin_mle(np.array([1])), mle_map.coin_map([1], np.float32(2), np.int64(2)),
    *mle_map.normal_mle([1]), *mle_map.laplace_mle(np.array([1, 2])), mle_map.gaussian_nll(X, Y, W, np.int64(1)),
    mle_map.ols_origin([1], [2]), mle_map.residual_sum_of_squares(X, Y, W), mle_map.absolute_regression([1], [2]),
    mle_map.sigmoid(0), mle_map.sigmoid(np.float32(1)), mle_map.sigmoid(np.array(1.0)), mle_map.bce(0, 1), mle_map.bce(XA, XA > 1),
    mle_map.bce(np.float64(1), True), mle_map.bce([1], [1]), mle_map.cross_entropy([1, 2], np.int64(1)),
    mle_map.cross_entropy([0, -INF], 1), mle_map.poisson_nll(X, Y, W), mle_map.head_parameters("regression", 1),
    mle_map.head_parameters("binary", np.int64(1)), mle_map.head_parameters("count", 1.0),
    mle_map.map_objective(lambda t: np.float32(1), lambda t: 2, 3), mle_map.map_objective(np.sum, lambda t: np.array(1), [1, 2]),
    mle_map.ridge_lambda(np.int64(1), 2), mle_map.lasso_lambda(1, np.float32(2)), mle_map.soft_threshold(3, 1),
    mle_map.soft_threshold(np.float64(3), 0), mle_map.l2_penalty(2, 1), mle_map.l1_penalty([1, 2], np.int64(1)),
    mle_map.map_minus_mle(np.int64(1), 1.0, 2, 2), mle_map.map_minus_mle(1, 0, 1, 1),
])
def test_scalar_out(value):
    """A number comes back as Python's own."""
    assert type(value) is float


def test_shapes():
    """Of the weights, of the logits, of the raw outputs, also where there is only one."""
    for d in (1, 2):
        x, w = XA[:, :d], np.zeros(d)
        for got in (mle_map.ols(x, YA), mle_map.mse_gradient(x, YA, w), mle_map.bce_gradient(x, YA, w), mle_map.fit_logistic(x, YA),
                    mle_map.poisson_gradient(x, YA, w), mle_map.fit_poisson(x, YA), mle_map.ridge(x, YA, 1, 1),
                    mle_map.lasso(x, YA, 0.1), mle_map.glm_gradient(x, YA)):
            assert got.shape == (d,)
            assert got.dtype == np.float64
    for shape in [(1,), (4,), (2, 3), (2, 1, 3)]:
        assert mle_map.softmax(np.zeros(shape)).shape == mle_map.sigmoid(np.zeros(shape)).shape == shape
        for task in ("regression", "binary", "multiclass", "count"):
            assert mle_map.head_parameters(task, np.zeros(shape)).shape == shape
    assert mle_map.soft_threshold(np.zeros((0, 2)), 1).shape == (0, 2)
    assert mle_map.cross_entropy_gradient([1, 2, 3], 0).shape == (3,)


def test_sets_and_choices():
    """Python's own ints in a Python set, a bool and a letter."""
    pushed = mle_map.hardest_pushed(np.array([1, 0, -1], dtype=np.int64), "l2")
    assert type(pushed) is set
    assert {type(i) for i in pushed} == {int}
    assert pushed == mle_map.hardest_pushed((1.0, 0.0, -1.0), "l1") == {0, 2}
    assert type(mle_map.answer_sigma) is bool
    assert type(mle_map.answer_glm) is str


def test_booleans_are_labels():
    """True is 1."""
    assert mle_map.bce([1.0, -2.0], [True, False]) == mle_map.bce([1.0, -2.0], [1, 0])
    np.testing.assert_array_equal(mle_map.fit_logistic(XA, YA == 1), mle_map.fit_logistic(XA, YA))


def test_only_the_figure_needs_matplotlib():
    """The import stands inside plot_geometry, so that the other solutions do without."""
    assert "import matplotlib" in inspect.getsource(mle_map.plot_geometry)
    assert inspect.getsource(mle_map).count("import matplotlib") == 1


NAMES = """coin_mle(flips); coin_map(flips, a, b); normal_mle(x); laplace_mle(x); gaussian_nll(X, y, w, sigma)
    ols_origin(x, y); ols(X, y); residual_sum_of_squares(X, y, w); mse_gradient(X, y, w); absolute_regression(x, y)
    sigmoid(z); bce(z, y); bce_gradient(X, y, w); fit_logistic(X, y); softmax(z); cross_entropy(z, label)
    cross_entropy_gradient(z, label); glm_gradient(X, residual); poisson_nll(X, y, w); poisson_gradient(X, y, w)
    fit_poisson(X, y); head_parameters(task, raw); map_objective(nll, neg_log_prior, theta); ridge(X, y, sigma, tau)
    ridge_lambda(sigma, tau); soft_threshold(v, t); lasso(X, y, lam); lasso_lambda(sigma, b); l2_penalty(theta, lam)
    l1_penalty(theta, lam); hardest_pushed(theta, penalty); map_minus_mle(h, t, a, b)
    plot_geometry(center, hessian, radius=1.0)"""
SIGNATURES = {part.strip() for part in NAMES.replace("\n", ";").split(";")}


def test_the_names_of_the_assignment():
    """Parameters as the prompts give them."""
    got = {}
    for name, function in inspect.getmembers(mle_map, inspect.isfunction):
        if function.__module__ == mle_map.__name__ and not name.startswith("_"):
            parameters = inspect.signature(function).parameters.values()
            got[name] = ", ".join(p.name if p.default is p.empty else f"{p.name}={p.default}" for p in parameters)
    assert {f"{name}({parameters})" for name, parameters in got.items()} == SIGNATURES


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """The answer cells of all functions, inlined: one after the other as in the key, and each alone."""
    root = tmp_path_factory.mktemp("course")
    cells = [locked("imports", "import numpy as np")]
    for signature in sorted(SIGNATURES):
        name, parameters = signature[:-1].split("(")
        arguments = ", ".join(part.split("=")[0] for part in parameters.split(", "))
        cells.append(answer(name, f"def {signature}:\n    ### BEGIN SOLUTION\n    from solutions.mle_map import {name} as reference\n"
                                  f"    return reference({arguments})\n    ### END SOLUTION"))
    cells.append(answer("choices", "### BEGIN SOLUTION\nfrom solutions.mle_map import answer_glm, answer_sigma\n### END SOLUTION"))
    write(root, cells)
    shutil.copytree(Path(mle_map.__file__).parent, root / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "course_config.py").write_text(CONFIG, encoding="utf-8")
    (root / "source/coins/flips.txt").write_text("110\n", encoding="utf-8")
    found = course.find(root)
    return inline.key_version(found, "coins")["coins.ipynb"], inline.answers(found, "coins")


@pytest.mark.parametrize(("function", "args"), CALLS)
def test_each_answer_stands_alone(function, args, keys, monkeypatch):
    """Its inlined cell gives what the module gives, without the package and without any other answer."""
    monkeypatch.setitem(sys.modules, "solutions", None)
    space = {"np": np}
    exec(compile(keys[1][function.__name__], function.__name__, "exec"), space)
    np.testing.assert_array_equal(flat(space[function.__name__](*args)), flat(function(*args)))


def test_the_key_runs_from_top_to_bottom(keys, monkeypatch):
    """All answers in one namespace, the choices too."""
    monkeypatch.setitem(sys.modules, "solutions", None)
    space = {}
    for cell in read(keys[0]).values():
        assert "solutions" not in cell.source
        exec(compile(cell.source, cell.id, "exec"), space)
    for function, args in CALLS:
        np.testing.assert_array_equal(flat(space[function.__name__](*args)), flat(function(*args)))
    assert space["map_minus_mle"](8, 2, 2, 2) == mle_map.map_minus_mle(8, 2, 2, 2)
    assert space["hardest_pushed"]([1, 2], "l2") == {1}
    assert space["ridge_lambda"](2, 4) == 0.25
    assert space["lasso_lambda"](2, 4) == 1.0
    assert space["plot_geometry"]([1, 2], np.eye(2)).get_legend()
    assert (space["answer_glm"], space["answer_sigma"]) == ("b", False)
    plt.close("all")
