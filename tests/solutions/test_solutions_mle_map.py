"""The reference solutions of `mle-map` against oracles that do not use them: closed values, finite differences, grids."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, special, stats

from solutions import mle_map

real = st.floats(-20.0, 20.0)
positive = st.floats(0.05, 20.0)
count = st.integers(0, 30)


def lists(entry, size=None):
    return st.lists(entry, min_size=size or 1, max_size=size or 8)


def design(seed=0, n=12, d=3):
    """A matrix with a column of ones."""
    return np.c_[np.ones(n), np.random.default_rng(seed).standard_normal((n, d - 1))]


def slope(f, w):
    """The gradient of f by central differences."""
    w = np.asarray(w, dtype=float)
    return np.array([(f(w + step) - f(w - step)) / 2e-5 for step in 1e-5 * np.eye(w.size)])


# Coin, normal, Laplace ------------------------------------------------------------------------------------------------


def test_coins_of_the_lecture():
    """P1: 12 of 20 is .6. HHH with Beta(2, 2) is .8. P5: 0 of 5 is 0 and 1/7. P10: 8 of 10 is .8 and .75."""
    assert mle_map.coin_mle([1] * 12 + [0] * 8) == pytest.approx(0.6)
    assert mle_map.coin_map([1, 1, 1], 2, 2) == pytest.approx(0.8)
    assert mle_map.coin_mle([0] * 5) == 0.0
    assert mle_map.coin_map([0] * 5, 2, 2) == pytest.approx(1 / 7)
    assert mle_map.coin_mle([0, 1] * 2 + [1] * 6) == pytest.approx(0.8)
    assert mle_map.coin_map([0, 1] * 2 + [1] * 6, 2, 2) == pytest.approx(0.75)


def test_coin_map_takes_heads_to_a():
    """A prior and flips that are not symmetric."""
    assert mle_map.coin_map([1, 1, 0], 5, 2) == pytest.approx(6 / 8)
    assert mle_map.coin_map([0, 0, 1], 5, 2) == pytest.approx(5 / 8)
    assert mle_map.coin_map([1, 1, 0], 1, 1) == pytest.approx(2 / 3)  # the flat prior: MLE


def test_coin_map_at_the_ends():
    """Where the posterior is highest at 0 or 1."""
    assert mle_map.coin_map([0, 0], 1, 1) == 0.0
    assert mle_map.coin_map([1], 0.5, 0.5) == 1.0
    assert mle_map.coin_map([0], 0.5, 3) == 0.0


@given(lists(st.booleans()), st.floats(1, 9), st.floats(1, 9))
def test_coin_estimates_against_a_grid(flips, a, b):
    """No bias of a grid has a higher likelihood or a higher posterior density."""
    grid = np.linspace(0, 1, 2001)
    h, t = sum(flips), len(flips) - sum(flips)
    for got, up, down in [(mle_map.coin_mle(flips), h, t), (mle_map.coin_map(flips, a, b), h + a - 1, t + b - 1)]:
        log_density = special.xlogy(up, grid) + special.xlogy(down, 1 - grid)
        assert special.xlogy(up, got) + special.xlogy(down, 1 - got) >= log_density.max() - 1e-9


def test_normal_and_laplace_by_hand():
    """Divided by n; the median of an even number is the midpoint; one value has no spread."""
    assert mle_map.normal_mle([1, 2, 3, 6]) == pytest.approx((3, math.sqrt(14 / 4)))
    assert mle_map.normal_mle([5.0]) == (5.0, 0.0)
    assert mle_map.laplace_mle([1, 2, 3, 10]) == pytest.approx((2.5, (1.5 + 0.5 + 0.5 + 7.5) / 4))
    assert mle_map.laplace_mle([9, 1, 2]) == pytest.approx((2, 8 / 3))
    assert mle_map.laplace_mle([5]) == (5.0, 0.0)


@given(st.lists(real, min_size=2, max_size=9, unique=True), st.floats(0.8, 1.25), st.floats(-0.5, 0.5))
def test_normal_and_laplace_are_most_likely(x, factor, shift):
    """No other parameters make the data more likely."""
    for law, (place, scale) in [(stats.norm, mle_map.normal_mle(x)), (stats.laplace, mle_map.laplace_mle(x))]:
        if scale > 1e-6:
            best = law.logpdf(x, place, scale).sum()
            assert best >= law.logpdf(x, place + shift * scale, factor * scale).sum() - 1e-9 * (1 + abs(best))


# Losses and their gradients -------------------------------------------------------------------------------------------


@given(lists(real, 3), positive)
def test_gaussian_nll_against_scipy(w, sigma):
    """The sum of SciPy's log densities, negated."""
    X, y = design(1), np.arange(12.0)
    assert mle_map.gaussian_nll(X, y, w, sigma) == pytest.approx(-stats.norm.logpdf(y, X @ w, sigma).sum(), rel=1e-9)


def test_the_best_w_does_not_depend_on_sigma():
    """`answer_sigma`: the minimisers for two sigmas are the OLS fit."""
    X, y = design(2), np.random.default_rng(2).standard_normal(12)
    fits = [optimize.minimize(lambda w, s=s: mle_map.gaussian_nll(X, y, w, s), np.zeros(3)).x for s in (0.5, 3.0)]
    np.testing.assert_allclose(fits, [mle_map.ols(X, y)] * 2, atol=1e-4)
    assert mle_map.answer_sigma is False


@given(lists(st.floats(-2, 2), 3))
def test_gradients_against_finite_differences(w):
    """MSE, BCE and Poisson losses, the first two written out here."""
    X, rng = design(3), np.random.default_rng(3)
    y, labels, counts = rng.standard_normal(12), rng.integers(0, 2, 12), rng.poisson(3, 12)
    mse = slope(lambda v: np.mean((y - X @ v) ** 2), w)
    np.testing.assert_allclose(mle_map.mse_gradient(X, y, w), mse, atol=1e-6)
    bernoulli = slope(lambda v: -stats.bernoulli.logpmf(labels, 1 / (1 + np.exp(-X @ v))).mean(), w)
    np.testing.assert_allclose(mle_map.bce_gradient(X, labels, w), bernoulli, atol=1e-6)
    poisson = slope(lambda v: -stats.poisson.logpmf(counts, np.exp(X @ v)).mean(), w)
    np.testing.assert_allclose(mle_map.poisson_gradient(X, counts, w), poisson, rtol=1e-5, atol=1e-5)


@given(lists(st.floats(-3, 3), 3))
def test_the_gradients_are_one_formula(w):
    """`glm_gradient` of prediction minus truth: exactly for BCE and Poisson, half of that of the MSE."""
    X, rng = design(4), np.random.default_rng(4)
    y, labels, counts = rng.standard_normal(12), rng.integers(0, 2, 12), rng.poisson(3, 12)
    z = X @ w
    np.testing.assert_allclose(2 * mle_map.glm_gradient(X, z - y), mle_map.mse_gradient(X, y, w))
    np.testing.assert_allclose(mle_map.glm_gradient(X, mle_map.sigmoid(z) - labels), mle_map.bce_gradient(X, labels, w),
                               rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(mle_map.glm_gradient(X, np.exp(z) - counts), mle_map.poisson_gradient(X, counts, w),
                               rtol=1e-9, atol=1e-11)
    assert mle_map.answer_glm == "b"


def test_glm_gradient_by_hand():
    """Two examples, two features: the mean of residual times input."""
    np.testing.assert_allclose(mle_map.glm_gradient([[1, 2], [3, 5]], [1, -1]), [-1, -1.5])


def test_squares_by_hand():
    """Residuals 1 and -2 at w = (1, 1)."""
    X, y = [[1, 2], [3, 5]], [4, 6]
    assert mle_map.residual_sum_of_squares(X, y, [1, 1]) == pytest.approx(5)
    np.testing.assert_allclose(mle_map.mse_gradient(X, y, [1, 1]), [-1 + 6, -2 + 10])


@given(lists(st.tuples(real, st.booleans())))
def test_bce_is_the_mean_bernoulli_nll(examples):
    """From logits, against SciPy's log probabilities."""
    z, y = map(np.array, zip(*examples, strict=True))
    want = -stats.bernoulli.logpmf(y.astype(int), special.expit(z)).mean()
    assert mle_map.bce(z, y) == pytest.approx(want, rel=1e-6, abs=1e-8)


def test_sigmoid_by_hand():
    """1/2 in the middle, and what is missing to 1 on the other side."""
    assert mle_map.sigmoid(0) == 0.5
    np.testing.assert_allclose(mle_map.sigmoid([-math.log(3), math.log(3)]), [0.25, 0.75])


def test_softmax_of_the_lecture():
    """[2, 1, .1] with the first class true: .417. P4: [1, 2, 0], label 1."""
    assert mle_map.cross_entropy([2, 1, 0.1], 0) == pytest.approx(0.417, abs=5e-4)
    np.testing.assert_allclose(mle_map.softmax([1, 2, 0]), [0.244728, 0.665241, 0.090031], atol=5e-7)
    assert mle_map.cross_entropy([1, 2, 0], 1) == pytest.approx(0.407606, abs=5e-7)
    np.testing.assert_allclose(mle_map.cross_entropy_gradient([1, 2, 0], 1), [0.2447, -0.3348, 0.0900], atol=5e-5)


@given(lists(real), st.integers(0, 7), real)
def test_softmax_and_cross_entropy(z, k, shift):
    """A ratio of exponentials, its logarithm and the gradient of that; shifts change nothing."""
    z, k = np.array(z), k % len(z)
    p = np.exp(z) / np.exp(z).sum()
    np.testing.assert_allclose(mle_map.softmax(z), p, rtol=1e-9)
    np.testing.assert_allclose(mle_map.softmax(z + shift), p, rtol=1e-9)
    assert mle_map.cross_entropy(z + shift, k) == pytest.approx(-math.log(p[k]), rel=1e-9, abs=1e-9)
    np.testing.assert_allclose(mle_map.cross_entropy_gradient(z, k), slope(lambda v: mle_map.cross_entropy(v, k), z), atol=1e-6)


@given(real)
def test_two_classes_are_the_sigmoid(z):
    """With the other logit 0."""
    assert mle_map.softmax([0, z])[1] == pytest.approx(mle_map.sigmoid(z))
    assert mle_map.cross_entropy([0, z], 1) == pytest.approx(mle_map.bce(z, 1))
    assert mle_map.cross_entropy([0, z], 0) == pytest.approx(mle_map.bce(z, 0))


def test_softmax_along_the_last_axis():
    """Each row by itself."""
    z = np.arange(12.0).reshape(2, 2, 3) ** 1.5
    for i, j in np.ndindex(2, 2):
        np.testing.assert_allclose(mle_map.softmax(z)[i, j], mle_map.softmax(z[i, j]))


@given(lists(st.floats(-1.5, 1.5), 3))
def test_poisson_nll_against_scipy(w):
    """The mean of SciPy's log probabilities, log y! included. P3: y eta - e^eta - log y!."""
    X, y = design(5), np.random.default_rng(5).poisson(4, 12)
    assert mle_map.poisson_nll(X, y, w) == pytest.approx(-stats.poisson.logpmf(y, np.exp(X @ w)).mean(), rel=1e-9)


def test_poisson_nll_by_hand():
    """y = 3, eta = .5."""
    assert mle_map.poisson_nll([[0.5]], [3], [1]) == pytest.approx(math.exp(0.5) - 1.5 + math.log(6))


def test_heads():
    """Mean, probability, probabilities, rate."""
    raw = [[0.0, math.log(3)], [1.0, 1.0]]
    np.testing.assert_allclose(mle_map.head_parameters("regression", raw), raw)
    np.testing.assert_allclose(mle_map.head_parameters("binary", raw)[0], [0.5, 0.75])
    np.testing.assert_allclose(mle_map.head_parameters("multiclass", raw), [[0.25, 0.75], [0.5, 0.5]])
    np.testing.assert_allclose(mle_map.head_parameters("count", raw)[0], [1, 3])


# MAP and penalties ----------------------------------------------------------------------------------------------------


def test_penalties_of_the_lecture():
    """P6: NLL .4, theta (-2, 3, 1), lambda .5."""
    theta = [-2, 3, 1]
    assert mle_map.l2_penalty(theta, 0.5) == pytest.approx(7.0)
    assert mle_map.l1_penalty(theta, 0.5) == pytest.approx(3.0)
    for penalty, want in [(mle_map.l2_penalty, 7.4), (mle_map.l1_penalty, 3.4)]:
        assert mle_map.map_objective(lambda w: 0.4, lambda w, f=penalty: f(w, 0.5), theta) == pytest.approx(want)
    assert mle_map.hardest_pushed(theta, "l1") == {0, 1, 2}
    assert mle_map.hardest_pushed(theta, "l2") == {1}


def test_hardest_pushed():
    """Zeros never; ties in size all, whatever the sign."""
    assert mle_map.hardest_pushed([0, -3, 1, 3, -0.0], "l1") == {1, 2, 3}
    assert mle_map.hardest_pushed([0, -3, 1, 3, -0.0], "l2") == {1, 3}
    assert mle_map.hardest_pushed([0.0, 0.0], "l1") == mle_map.hardest_pushed([0.0, 0.0], "l2") == set()


@given(lists(st.sampled_from([-2.0, -1.0, 0.0, 0.5, 1.0, 2.0])), positive)
def test_hardest_pushed_by_finite_differences(theta, lam):
    """The steepest slopes of the penalties."""
    for name, penalty in [("l1", mle_map.l1_penalty), ("l2", mle_map.l2_penalty)]:
        slopes = np.abs(slope(lambda w, f=penalty: f(w, lam), theta)) * (np.array(theta) != 0)
        steepest = slopes.max()
        want = {i for i, s in enumerate(slopes) if s > 0 and s == pytest.approx(steepest)}
        assert mle_map.hardest_pushed(theta, name) == want


def test_map_objective_is_a_sum():
    """Both functions get the whole theta, once each."""
    seen = []

    def part(value):
        def f(theta):
            seen.append(np.array(theta))
            return value
        return f

    assert mle_map.map_objective(part(2.5), part(-1.0), [1, 2]) == pytest.approx(1.5)
    assert [theta.tolist() for theta in seen] == [[1, 2], [1, 2]]
    assert mle_map.map_objective(lambda t: t**2, lambda t: 3 * t, 2) == pytest.approx(10)


def test_lambdas():
    """sigma^2 / tau^2 and sigma^2 / b."""
    assert mle_map.ridge_lambda(2, 4) == pytest.approx(0.25)
    assert mle_map.ridge_lambda(3, 0.5) == pytest.approx(36)
    assert mle_map.lasso_lambda(2, 4) == pytest.approx(1)
    assert mle_map.lasso_lambda(3, 0.5) == pytest.approx(18)


def test_soft_threshold_by_hand():
    """Towards 0 by t, and 0 within."""
    got = mle_map.soft_threshold([-3, -1, -0.5, 0, 0.5, 1, 3], 1)
    assert got.tolist() == [-2, 0, 0, 0, 0, 0, 2]
    assert mle_map.soft_threshold(-2.5, 0) == -2.5


@given(real, st.floats(0, 10))
def test_soft_threshold_minimises(v, t):
    """(w - v)^2 / 2 + t |w| is nowhere less, on a grid and nearby."""
    got = mle_map.soft_threshold(v, t)
    others = np.concatenate([np.linspace(-25, 25, 501), got + np.array([-1e-3, 1e-3]), [0.0]])
    best = (got - v) ** 2 / 2 + t * abs(got)
    assert best <= ((others - v) ** 2 / 2 + t * np.abs(others)).min() + 1e-9


@given(st.tuples(count, count).filter(any), positive, positive)
def test_map_minus_mle_is_the_difference(pair, a, b):
    """Of the two estimates from flips, ends included."""
    h, t = pair
    flips = [1] * h + [0] * t
    want = mle_map.coin_map(flips, a, b) - mle_map.coin_mle(flips)
    assert mle_map.map_minus_mle(h, t, a, b) == pytest.approx(want, rel=1e-9, abs=1e-12)


def test_map_minus_mle_by_hand():
    """HHH with Beta(2, 2): .8 - 1. P5: 1/7 - 0. P10: .75 - .8."""
    assert mle_map.map_minus_mle(3, 0, 2, 2) == pytest.approx(-0.2)
    assert mle_map.map_minus_mle(0, 5, 2, 2) == pytest.approx(1 / 7)
    assert mle_map.map_minus_mle(8, 2, 2, 2) == pytest.approx(-0.05)


# The figure -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("center", "hessian", "radius"), [
    ([2, 1], [[2, 0.8], [0.8, 1]], 1.0), ([0, 0], np.eye(2), 2), ([1.0, 0.0], np.eye(2), 1.0), ([-3, 10], [[1, -0.99], [-0.99, 1]], 2),
    ((1.5, 0.2), ((100, 0), (0, 1)), 0.5), ([1e-3, 0], [[1e6, 0], [0, 1e3]], 1e-4), ([0.2, 0.1], [[2, 1], [1, 2]], 1.0),
])
def test_plot_geometry(center, hessian, radius):
    """Lines of equal loss that close inside the window, the circle, the diamond, the legend, labels."""
    axes = mle_map.plot_geometry(center, hessian, radius)
    axes.figure.canvas.draw()
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    drawn = {line.get_label(): line.get_xydata() for line in axes.get_lines()}
    circle = next(points for label, points in drawn.items() if "circle" in label)
    diamond = next(points for label, points in drawn.items() if "diamond" in label)
    levels = [path.vertices for collection in axes.collections for path in collection.get_paths()]

    np.testing.assert_allclose(np.hypot(*circle.T), radius)
    np.testing.assert_allclose(np.abs(diamond).sum(axis=1), radius)
    assert diamond.max() == pytest.approx(circle.max()) == pytest.approx(radius)
    assert len(levels) >= 3
    for points in [circle, diamond, *levels]:
        assert np.all((x0 < points[:, 0]) & (points[:, 0] < x1) & (y0 < points[:, 1]) & (points[:, 1] < y1))
    values = [np.einsum("ni,ij,nj->n", p - center, np.array(hessian), p - center) for p in levels]
    for line, points in zip(values, levels, strict=True):
        np.testing.assert_allclose(line, line.mean(), rtol=0.05)
        np.testing.assert_allclose(points[0], points[-1], atol=1e-9 * radius)  # closed
    assert {text.get_text() for text in axes.get_legend().get_texts()} >= {"L2: circle", "L1: diamond"}
    assert axes.get_xlabel()
    assert axes.get_ylabel()
    plt.close("all")


def test_plot_geometry_touches():
    """Where the center is outside, a level line touches the circle and one the diamond, at its corner here."""
    axes = mle_map.plot_geometry([2, 1], [[2, 0.8], [0.8, 1]], 1)
    levels = axes.collections[0].levels
    loss = mle_map.residual_sum_of_squares  # of the factor of the Hessian
    root = np.linalg.cholesky([[2, 0.8], [0.8, 1]]).T
    angles = np.linspace(0, 2 * np.pi, 100_001)
    on_circle = min(loss(root, root @ [2, 1], [math.cos(a), math.sin(a)]) for a in angles[::50])
    assert np.min(np.abs(levels / on_circle - 1)) < 1e-3
    assert np.min(np.abs(levels / loss(root, root @ [2, 1], [1, 0]) - 1)) < 1e-9
    assert mle_map.plot_geometry([2, 1], np.eye(2)) is not axes
    plt.close("all")
