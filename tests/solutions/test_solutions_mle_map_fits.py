"""The fits of `mle-map` against conditions of optimality, other optimisers, fractions and mpmath."""

import itertools
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, special, stats

from solutions import mle_map

pytestmark = pytest.mark.filterwarnings("error")
whole = st.integers(-9, 9)


def rng(seed=0):
    return np.random.default_rng(seed)


def close(got, want):
    """The tolerance of the course: 1e-6 of the largest weight, or of 1."""
    want = np.asarray(want, dtype=float)
    return np.max(np.abs(got - want)) <= 1e-6 * max(1.0, np.max(np.abs(want)))


def of_condition(condition, n, d, seed=0):
    """A matrix whose singular values go from 1 to its condition number."""
    left, _ = np.linalg.qr(rng(seed).standard_normal((n, d)))
    right, _ = np.linalg.qr(rng(seed + 1).standard_normal((d, d)))
    return left * np.geomspace(1, condition, d) @ right.T


def solved(A, b):
    """The solution of a linear system in 60 digits."""
    with mpmath.workdps(60):
        x = mpmath.lu_solve(mpmath.matrix(A.tolist()), mpmath.matrix(b))
        return np.array([float(value) for value in x])


def exact_ridge(X, y, lam):
    """The normal equations in 60 digits."""
    with mpmath.workdps(60):
        M, v = mpmath.matrix(X.tolist()), mpmath.matrix(y.tolist())
        A, b = M.T * M + lam * mpmath.eye(X.shape[1]), M.T * v
        return np.array([float(value) for value in mpmath.lu_solve(A, b)])


# Least squares --------------------------------------------------------------------------------------------------------


def test_ols_origin_of_the_lecture():
    """P2: 14.5 / 14."""
    assert mle_map.ols_origin([1, 2, 3], [1.1, 1.9, 3.2]) == pytest.approx(14.5 / 14, rel=1e-12)


@given(st.lists(st.tuples(whole, whole), min_size=1).filter(lambda points: any(x for x, _ in points)))
def test_ols_origin_in_fractions(points):
    """sum xy / sum x^2, which is what `ols` says of one column."""
    x, y = zip(*points, strict=True)
    want = Fraction(sum(a * b for a, b in points), sum(a * a for a in x))
    assert mle_map.ols_origin(x, y) == pytest.approx(float(want), rel=1e-12)
    assert mle_map.ols(np.transpose([x]), y)[0] == pytest.approx(float(want), abs=1e-12)


def test_ols_by_hand():
    """A line through three points: 1 + 2x and residuals 1, -2, 1, which are orthogonal to it."""
    np.testing.assert_allclose(mle_map.ols([[1, 0], [1, 1], [1, 2]], [2, 1, 6]), [1, 2])


@pytest.mark.parametrize("condition", [1, 1e4, 1e8])
def test_ols_without_noise(condition):
    """The weights come back, where the normal equations have lost them."""
    X, w = of_condition(condition, 40, 5), rng(3).standard_normal(5)
    assert close(mle_map.ols(X, X @ w), w)


def test_the_normal_equations_would_not_do():
    """The case above tells both ways apart."""
    X, w = of_condition(1e8, 40, 5), rng(3).standard_normal(5)
    y = X @ w
    assert not close(np.linalg.pinv(X.T @ X) @ (X.T @ y), w)


@pytest.mark.parametrize("condition", [10, 1e4])
def test_ols_with_noise(condition):
    """The normal equations in 60 digits agree."""
    X = of_condition(condition, 40, 5)
    y = X @ rng(4).standard_normal(5) + rng(5).standard_normal(40)
    assert close(mle_map.ols(X, y), exact_ridge(X, y, 0))


def test_ols_of_columns_of_different_scales():
    """Polynomials up to the fifth degree on [0, 10]: the weights keep their digits."""
    X = np.vander(np.linspace(0, 10, 30), 6, increasing=True) / 10.0 ** np.arange(6) * [1, 100, 1, 10, 1, 1]
    w = np.array([1.0, -2, 3, 0.5, -4, 0.25])
    assert close(mle_map.ols(X, X @ w), w)


@pytest.mark.parametrize(("sigma", "tau"), [(1.0, 1.0), (2.0, 0.5), (0.5, 20.0), (1e-3, 1e3), (1e3, 1e-3)])
def test_ridge_in_sixty_digits(sigma, tau):
    """(X^T X + sigma^2 / tau^2)^-1 X^T y."""
    X = of_condition(100, 30, 4)
    y = rng(6).standard_normal(30)
    want = exact_ridge(X, y, mpmath.mpf(sigma) ** 2 / mpmath.mpf(tau) ** 2)
    np.testing.assert_allclose(mle_map.ridge(X, y, sigma, tau), want, rtol=1e-8)


def test_ridge_is_map():
    """The gradient of the summed NLL plus the negative log prior is 0 there, with `ridge_lambda` as the factor of the sum."""
    X, y, sigma, tau = rng(7).standard_normal((20, 3)), rng(8).standard_normal(20), 1.7, 0.6
    w = mle_map.ridge(X, y, sigma, tau)

    def objective(v):
        return -stats.norm.logpdf(y, X @ v, sigma).sum() - stats.norm.logpdf(v, 0, tau).sum()

    assert np.max(np.abs(optimize.approx_fprime(w, objective, 1e-6))) < 1e-4
    lam = mle_map.ridge_lambda(sigma, tau)
    np.testing.assert_allclose(X.T @ (y - X @ w), lam * w, atol=1e-10)


def test_ridge_of_few_examples():
    """One example and three weights: the weights are along it."""
    np.testing.assert_allclose(mle_map.ridge([[1, 2, 2]], [5], 1, 1), np.array([1, 2, 2]) * 5 / 10)


# Absolute residuals ---------------------------------------------------------------------------------------------------


def cost(slope, x, y):
    return np.abs(np.asarray(y, dtype=float) - slope * np.asarray(x, dtype=float)).sum()


def test_absolute_regression_by_hand():
    """The point at x = 10 outweighs three others; points at 0 do not matter; an outlier does not."""
    assert mle_map.absolute_regression([1, 1, 1, 10], [5, 5, 5, 10]) == pytest.approx(1)
    assert mle_map.absolute_regression([0, 1, 2, 4, 0], [50, 2, 4, 800, -9]) == pytest.approx(200)
    assert mle_map.absolute_regression([1, 2, 3, 4], [2, 4, 6, 800]) == pytest.approx(2)


@given(st.lists(st.tuples(whole, whole), min_size=1, max_size=9).filter(lambda points: any(x for x, _ in points)))
def test_absolute_regression_against_every_breakpoint(points):
    """The cost is piecewise linear, so that its minimum is at a line through a point."""
    x, y = zip(*points, strict=True)
    best = min(cost(Fraction(b, a), x, y) for a, b in points if a)
    assert cost(mle_map.absolute_regression(x, y), x, y) <= best + 1e-9


def test_absolute_regression_against_linear_programming():
    """Least sum of t with -t <= y - slope x <= t."""
    for seed in range(5):
        x, y = rng(seed).standard_normal((2, 41)) * [[3], [5]]
        A = np.block([[-x[:, np.newaxis], -np.eye(41)], [x[:, np.newaxis], -np.eye(41)]])
        program = optimize.linprog(np.r_[0, np.ones(41)], A, np.r_[-y, y], bounds=[(None, None)] + [(0, None)] * 41)
        assert cost(mle_map.absolute_regression(x, y), x, y) <= program.fun * (1 + 1e-9)


# Logistic and Poisson regression --------------------------------------------------------------------------------------


def in_sixty_digits(X, y, w, mean, curvature):
    """Newton's method from w in 60 digits, until nothing changes: the root of X^T (mean(Xw) - y)."""
    with mpmath.workdps(60):
        M, v, root = mpmath.matrix(X.tolist()), mpmath.matrix(y.tolist()), mpmath.matrix(w.tolist())
        for _ in range(8):
            z = M * root
            gradient = M.T * (z.apply(mean) - v)
            weighted = M.copy()
            for i, j in itertools.product(range(M.rows), range(M.cols)):
                weighted[i, j] *= curvature(z[i])
            step = mpmath.lu_solve(M.T * weighted, gradient)
            root -= step
        assert max(abs(value) for value in step) < 1e-40
        return np.array([float(value) for value in root])


def expit(z):
    return 1 / (1 + mpmath.exp(-z))


def data(n, scales, seed, shift=0.0):
    """A column of ones and normal columns of these scales; the predictor of each row is of size 1."""
    columns = rng(seed).standard_normal((n, len(scales)))
    return np.c_[np.ones(n), (columns + shift) * scales], 0.3 + columns @ np.linspace(-1, 1, len(scales))


HARD = [([1.0, 1.0], 0.0), ([100.0, 1.0, 1.0], 0.0), ([0.01, 0.1, 1.0], 0.0), ([100.0, 10.0], 5.0), ([1e-2], 0.0), ([0.1, 1.0], 50.0)]


@pytest.mark.parametrize(("scales", "shift"), HARD)
def test_fit_logistic_in_sixty_digits(scales, shift):
    """Columns of different scales, also far from 0."""
    X, z = data(60, scales, 1, shift)
    y = (rng(2).random(60) < special.expit(z)).astype(float)
    w = mle_map.fit_logistic(X, y)
    assert close(w, in_sixty_digits(X, y, w, expit, lambda z: expit(z) * expit(-z)))


@pytest.mark.parametrize(("scales", "shift"), HARD)
@pytest.mark.parametrize("level", [0.1, 20.0, 1e5])
def test_fit_poisson_in_sixty_digits(scales, shift, level):
    """The same, with rare and with many events."""
    X, z = data(60, scales, 3, shift)
    y = rng(4).poisson(level * np.exp(z)).astype(float)
    w = mle_map.fit_poisson(X, y)
    assert close(w, in_sixty_digits(X, y, w, mpmath.exp, mpmath.exp))


def test_the_gradients_are_zero_at_the_fits():
    """And SciPy's optimisers find nothing better."""
    X, z = data(200, [1.0, 2.0], 5)
    y, counts = rng(6).random(200) < special.expit(z), rng(7).poisson(np.exp(z))
    for fit, gradient, truth, loss in [
        (mle_map.fit_logistic, mle_map.bce_gradient, y, lambda w: mle_map.bce(X @ w, y)),
        (mle_map.fit_poisson, mle_map.poisson_gradient, counts, lambda w: mle_map.poisson_nll(X, counts, w)),
    ]:
        w = fit(X, truth)
        np.testing.assert_allclose(gradient(X, truth, w), 0, atol=1e-12)
        other = optimize.minimize(loss, np.zeros(3), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
        assert loss(w) <= other.fun + 1e-12
        np.testing.assert_allclose(w, other.x, atol=1e-3)


def test_constants_alone():
    """Only a column of ones: the log odds of the share, the log of the mean. A column of halves doubles the weight."""
    ones = np.ones((8, 1))
    assert mle_map.fit_logistic(ones, [1, 1, 1, 1, 1, 1, 0, 0]) == pytest.approx([np.log(3)])
    assert mle_map.fit_logistic(ones / 2, [1, 1, 1, 1, 1, 1, 0, 0]) == pytest.approx([2 * np.log(3)])
    assert mle_map.fit_logistic(ones, [0, 1] * 4) == pytest.approx([0], abs=1e-12)
    assert mle_map.fit_poisson(ones, [1, 2, 3, 4, 5, 6, 7, 8]) == pytest.approx([np.log(4.5)])
    assert mle_map.fit_poisson(ones, [0] * 7 + [1]) == pytest.approx([np.log(1 / 8)])


@pytest.mark.parametrize("mean", [1e-3, 1.0, 1e3, 1e6, 1e12])
def test_fit_poisson_of_any_rate(mean):
    """From a start at rate 1: two groups have their means."""
    X, y = np.array([[1, 0], [1, 0], [1, 1], [1, 1]]), np.round([0, 2000 * mean, 1000 * mean, 3000 * mean])
    w = mle_map.fit_poisson(X, y)
    np.testing.assert_allclose(w, [np.log(y[:2].mean()), np.log(y[2:].mean() / y[:2].mean())], rtol=1e-9, atol=1e-9)


def test_fits_that_are_almost_separable():
    """One label in a thousand on the wrong side of a wide gap: the weights are large, and found."""
    n = 1000
    X = np.c_[np.ones(n), np.repeat([-1.0, 1.0], n // 2)]
    y = (X[:, 1] > 0).astype(float)
    y[0], y[-1] = 1, 0
    odds = np.log(n // 2 - 1)
    np.testing.assert_allclose(mle_map.fit_logistic(X, y), [0, odds], atol=1e-6)


@pytest.mark.parametrize(("X", "y"), [
    ([[1, -1], [1, -2], [1, 1], [1, 3]], [0, 0, 1, 1]),  # a gap
    ([[1, -1], [1, 0], [1, 0], [1, 3]], [0, 0, 1, 1]),  # classes that touch in one point
    ([[1, 0], [1, 0], [1, 1], [1, 1]], [0, 1, 1, 1]),  # one group is all of one class
    ([[1], [1], [1]], [1, 1, 1]),
    ([[1, 1], [1, 1], [1, 1]], [0, 1, 1]),  # one column twice
])
def test_no_finite_logistic_fit(X, y):
    """It says so, and gives nothing that looks like a fit."""
    with pytest.raises(ValueError, match=r"\by\b"):
        mle_map.fit_logistic(X, y)


@pytest.mark.parametrize("y", [[0, 0, 0, 0], [0, 0, 5, 6]])
def test_no_finite_poisson_fit(y):
    """A group without events wants the rate 0."""
    with pytest.raises(ValueError, match=r"\by\b"):
        mle_map.fit_poisson([[1, 0], [1, 0], [1, 1], [1, 1]], y)


# The lasso ------------------------------------------------------------------------------------------------------------


def assert_kkt(X, y, lam, w):
    """The subgradient of the objective holds 0: X_j^T r is lam sign(w_j), or within lam where w_j is 0."""
    pulls = X.T @ (y - X @ w)
    size = np.abs(X.T @ y).max() + lam
    np.testing.assert_allclose(pulls[w != 0], lam * np.sign(w[w != 0]), atol=1e-9 * size)
    assert np.all(np.abs(pulls[w == 0]) <= lam + 1e-9 * size)


@pytest.mark.parametrize("condition", [1.0, 10.0, 100.0])
@pytest.mark.parametrize("d", [1, 3, 12, 40])
def test_lasso_subgradient(condition, d):
    """On the whole path from all weights to none."""
    X = of_condition(condition, 60, d, seed=d)
    y = X @ (rng(8).standard_normal(d) * (rng(9).random(d) < 0.5)) + rng(10).standard_normal(60)
    largest = np.abs(X.T @ y).max()
    for share in (0.0, 1e-8, 1e-4, 1e-2, 0.1, 0.5, 0.99):
        assert_kkt(X, y, share * largest, mle_map.lasso(X, y, share * largest))
    for share in (1.0 + 1e-12, 2.0):
        assert mle_map.lasso(X, y, share * largest).tolist() == [0.0] * d


@given(st.lists(st.lists(whole, min_size=3, max_size=3), min_size=4, max_size=8), st.lists(whole, min_size=8, max_size=8),
       st.floats(0.01, 50.0))
def test_lasso_against_every_pattern_of_signs(rows, truth, lam):
    """Of all 27 patterns, the candidate with the least objective that keeps its signs."""
    X, y = np.array(rows, dtype=float), np.array(truth[: len(rows)], dtype=float)
    if np.linalg.matrix_rank(X) < 3 or np.linalg.cond(X) > 100:
        return

    def objective(w):
        return ((y - X @ w) ** 2).sum() / 2 + lam * np.abs(w).sum()

    best = np.inf
    for signs in itertools.product([-1, 0, 1], repeat=3):
        s = np.array(signs)
        w = np.zeros(3)
        on = s != 0
        w[on] = np.linalg.solve(X[:, on].T @ X[:, on], X[:, on].T @ y - lam * s[on])
        if np.all(w * s >= 0):
            best = min(best, objective(w))
    got = mle_map.lasso(X, y, lam)
    assert objective(got) <= best * (1 + 1e-12) + 1e-12
    assert_kkt(X, y, lam, got)


def test_lasso_in_orthogonal_columns_is_a_threshold():
    """X^T X = 4: each weight by itself."""
    X = np.array([[1, 1, 1], [1, -1, 1], [1, 1, -1], [1, -1, -1]])
    y = np.array([4.0, 1, -2, 0])
    np.testing.assert_allclose(mle_map.lasso(X, y, 2.5), mle_map.soft_threshold(X.T @ y, 2.5) / 4)


def test_lasso_against_a_program_with_bounds():
    """w = u - v with u, v >= 0, by another optimiser, in 6 digits; the zeros are exact."""
    X = of_condition(30, 50, 8, seed=3)
    y = X @ [2, 0, 0, -1, 0, 3, 0, 0] + rng(12).standard_normal(50)
    lam = 4.0

    def value(parts):
        r = X @ (parts[:8] - parts[8:]) - y
        g = X.T @ r
        return r @ r / 2 + lam * parts.sum(), np.r_[g + lam, -g + lam]

    found = optimize.minimize(value, np.zeros(16), jac=True, method="L-BFGS-B", bounds=[(0, None)] * 16,
                              options={"ftol": 1e-16, "gtol": 1e-10, "maxiter": 100_000, "maxfun": 100_000})
    got = mle_map.lasso(X, y, lam)
    assert value(np.r_[np.maximum(got, 0), np.maximum(-got, 0)])[0] <= found.fun * (1 + 1e-12)
    np.testing.assert_allclose(got, found.x[:8] - found.x[8:], atol=1e-4)
    assert 0 < np.count_nonzero(got == 0.0) < 8


def test_lasso_is_map():
    """No step from it lowers the summed NLL plus the negative log prior, with `lasso_lambda`."""
    X, y, sigma, b = rng(13).standard_normal((30, 4)), rng(14).standard_normal(30), 1.4, 0.2
    w = mle_map.lasso(X, y, mle_map.lasso_lambda(sigma, b))

    def objective(v):
        return -stats.norm.logpdf(y, X @ v, sigma).sum() - stats.laplace.logpdf(v, 0, b).sum()

    steps = rng(15).standard_normal((300, 4)) * np.geomspace(1e-6, 1, 300)[:, np.newaxis]
    assert objective(w) <= min(objective(w + step) for step in steps) + 1e-12
