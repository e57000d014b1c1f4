"""The reference solutions of `mle-map` where formulas from the blackboard lose their digits, overflow or warn."""

import math
import warnings

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solutions import mle_map

INF = math.inf


@pytest.fixture(autouse=True)
def _strict():
    """60 digits in mpmath, and every warning is an error."""
    with mpmath.workdps(60), warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def log1pexp(z):
    return mpmath.log1p(mpmath.exp(z))


# Logits ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("z", [-1e300, -1e4, -700.0, -40.0, -1e-9, 0.0, 30.0, 1e4, 1e300])
def test_sigmoid_far_out(z):
    """mpmath agrees, on the small side too."""
    want = 1 / (1 + mpmath.exp(-z)) if z > -1e5 else 0
    assert mle_map.sigmoid(z) == pytest.approx(float(want), rel=1e-9, abs=0)


def test_sigmoid_at_infinity():
    """0 and 1."""
    assert mle_map.sigmoid([-INF, INF]).tolist() == [0, 1]
    assert mle_map.head_parameters("binary", [-INF, INF]).tolist() == [0, 1]


@pytest.mark.parametrize("z", [-1e4, -800.0, -40.0, 0.0, 40.0, 800.0, 1e4])
def test_bce_far_out(z):
    """A confident right answer costs little but not nothing, a confident wrong one about |z|."""
    assert mle_map.bce(z, 1) == pytest.approx(float(log1pexp(-mpmath.mpf(z))), rel=1e-9, abs=0)
    assert mle_map.bce(z, 0) == pytest.approx(float(log1pexp(mpmath.mpf(z))), rel=1e-9, abs=0)


def test_bce_at_infinity():
    """Certain and right is free, certain and wrong costs inf."""
    assert mle_map.bce([INF, -INF], [1, 0]) == 0
    assert mle_map.bce([INF, 0.0], [0, 0]) == mle_map.bce(-INF, 1) == INF


@pytest.mark.parametrize("z", [-1e4, -50.0, 50.0, 700.0, 1e4])
@pytest.mark.parametrize("y", [0, 1])
def test_bce_gradient_far_out(z, y):
    """1 - sigmoid does not cancel."""
    want = 1 / (1 + mpmath.exp(-mpmath.mpf(z))) if y == 0 else -1 / (1 + mpmath.exp(mpmath.mpf(z)))
    np.testing.assert_allclose(mle_map.bce_gradient([[1.0, -2.0]], [y], [z, 0.0]), [float(want), -2 * float(want)], rtol=1e-9)


@pytest.mark.parametrize("shift", [0.0, 1e4, -1e4])
def test_softmax_of_shifted_logits(shift):
    """Neither overflow nor nan."""
    z = np.array([0.0, math.log(3), -INF]) + shift
    np.testing.assert_allclose(mle_map.softmax(z), [0.25, 0.75, 0], rtol=1e-9)
    assert mle_map.softmax([shift, shift - 1e4]).tolist() == mle_map.softmax([1e300, 0.0]).tolist() == [1, 0]
    assert mle_map.cross_entropy(z, 0) == pytest.approx(math.log(4), rel=1e-9)
    np.testing.assert_allclose(mle_map.cross_entropy_gradient(z, 0), [-0.75, 0.75, 0], rtol=1e-9)


def test_cross_entropy_of_certain_answers():
    """-log(1 - p) for p of 1e-16 and less; a wrong one costs the gap; an impossible one costs inf."""
    for z in ([0.0, -40.0, -41.0], [1e4, 1e4 - 50, 0.0], [-300.0, -1000.0, -1001.0]):
        others = [mpmath.exp(mpmath.mpf(v) - z[0]) for v in z[1:]]
        assert mle_map.cross_entropy(z, 0) == pytest.approx(float(mpmath.log1p(sum(others))), rel=1e-9, abs=0)
        total = 1 + sum(others)
        want = [-sum(others) / total, *(part / total for part in others)]
        np.testing.assert_allclose(mle_map.cross_entropy_gradient(z, 0), np.array(want, dtype=float), rtol=1e-9)
    assert mle_map.cross_entropy([1e4, -1e4, 0], 1) == pytest.approx(2e4)
    assert mle_map.cross_entropy([0.0, -INF], 0) == 0
    assert mle_map.cross_entropy([0.0, -INF], 1) == INF
    assert mle_map.cross_entropy_gradient([0.0, -INF], 1).tolist() == [1, -1]
    assert mle_map.cross_entropy([3.0], 0) == 0
    assert mle_map.softmax([3.0]).tolist() == [1]


def test_a_vocabulary_of_fifty_thousand():
    """log K for equal logits."""
    assert mle_map.cross_entropy(np.full(50_000, 1e4), 17) == pytest.approx(math.log(50_000), rel=1e-9)


# Poisson --------------------------------------------------------------------------------------------------------------


def test_poisson_beyond_the_range_of_floats():
    """The loss is inf, and so is each component of the gradient that the example touches."""
    X, y = [[1.0, 0.0, -2.0], [0.0, 1.0, 0.0]], [3, 2]
    for eta in (800.0, 1e4):
        assert mle_map.poisson_nll(X, y, [eta, 0.0, 0.0]) == INF
        assert mle_map.poisson_gradient(X, y, [eta, 0.0, 0.0]).tolist() == [INF, -0.5, -INF]
    assert mle_map.head_parameters("count", [710.0, -1e4, -INF]).tolist() == [INF, 0, 0]


def test_poisson_gradient_of_opposed_overflows():
    """The larger one decides; where they balance, the rest does."""
    assert mle_map.poisson_gradient([[2.0], [-1.0]], [0, 0], [800.0]).tolist() == [INF]
    for eta in (1.0, 650.0, 800.0, 1e4):
        gradient = mle_map.poisson_gradient([[1.0, 1.0], [1.0, -1.0]], [3, 1], [eta, 0.0])
        assert gradient[0] == pytest.approx(math.exp(eta) - 2 if eta < 700 else INF)
        assert gradient[1] == -1.0


def test_poisson_of_rates_that_underflow():
    """e^eta is 0 at eta = -1e4: the loss is linear."""
    assert mle_map.poisson_nll([[1.0], [1.0]], [0, 0], [-1e4]) == 0
    assert mle_map.poisson_nll([[1.0], [1.0]], [2, 0], [-1e4]) == pytest.approx((2e4 + math.log(2)) / 2)
    np.testing.assert_allclose(mle_map.poisson_gradient([[1.0], [1.0]], [2, 0], [-1e4]), [-1.0])


@pytest.mark.parametrize("y", [10, 1000, 10**6])
def test_poisson_of_large_counts(y):
    """log y! where y! is no float."""
    eta = mpmath.log(y) + mpmath.mpf(1) / 8
    w = float(eta)
    want = mpmath.exp(mpmath.mpf(w)) - y * mpmath.mpf(w) + mpmath.loggamma(y + 1)
    assert mle_map.poisson_nll([[1.0]], [y], [w]) == pytest.approx(float(want), rel=1e-8)


# Sums of squares and places -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sigma", [1e-200, 1e-100, 1e100, 1e200])
def test_gaussian_nll_of_sds_whose_squares_are_no_floats(sigma):
    """Residuals of one and two sigma."""
    got = mle_map.gaussian_nll([[1.0], [1.0]], [sigma, -2 * sigma], [0.0], sigma)
    assert got == pytest.approx(2 * (math.log(sigma) + math.log(2 * math.pi) / 2) + 2.5)


@pytest.mark.parametrize("z", [50.0, 1e4, 1e100])
def test_gaussian_nll_far_out(z):
    """Where the density is 0."""
    assert mle_map.gaussian_nll([[1.0]], [3 + 0.5 * z], [3.0], 0.5) == pytest.approx(
        z * z / 2 + math.log(0.5 * math.sqrt(2 * math.pi)))


def test_places_far_from_zero():
    """A mean of 1e9 does not hide a spread of 1; equal values have none."""
    x = 1e9 + np.array([-1.0, 0.0, 1.0, 2.0])
    assert mle_map.normal_mle(x) == pytest.approx((1e9 + 0.5, math.sqrt(1.25)), rel=1e-9)
    assert mle_map.laplace_mle(x) == pytest.approx((1e9 + 0.5, 1.0), rel=1e-9)
    assert mle_map.normal_mle([0.1] * 3)[1] == pytest.approx(0, abs=1e-15)
    assert mle_map.laplace_mle([0.1] * 3) == (0.1, 0.0)


@pytest.mark.parametrize("scale", [1e-200, 1e150])
def test_origin_of_inputs_whose_squares_are_no_floats(scale):
    """P2 at another scale."""
    x = scale * np.array([1.0, 2.0, 3.0])
    assert mle_map.ols_origin(x, [1.1, 1.9, 3.2]) * scale == pytest.approx(14.5 / 14)
    assert mle_map.absolute_regression(x, [1.1, 1.9, 3.2]) * scale == pytest.approx(3.2 / 3)


def test_lambdas_whose_squares_are_no_floats():
    """Ratios first."""
    assert mle_map.ridge_lambda(3e-200, 1e-200) == pytest.approx(9)
    assert mle_map.ridge_lambda(1e200, 1e-100) == INF
    assert mle_map.lasso_lambda(1e200, 1e250) == pytest.approx(1e150)


def test_thresholds_of_infinite_values():
    """They stay where they are."""
    assert mle_map.soft_threshold([INF, -INF, 1.0], 5).tolist() == [INF, -INF, 0]
    assert mle_map.soft_threshold(1e300, 1e-300) == 1e300
    assert math.copysign(1, mle_map.soft_threshold(-1.0, 2.0)) == 1


# Many data ------------------------------------------------------------------------------------------------------------


def exact_gap(h, t, a, b):
    a, b = mpmath.mpf(a), mpmath.mpf(b)
    return float((h + a - 1) / (h + t + a + b - 2) - mpmath.mpf(h) / (h + t))


@pytest.mark.parametrize(("a", "b"), [(2, 2), (1.5, 7), (1, 3), (0.5, 0.5), (300, 2), (1 + 1e-9, 1)])
@pytest.mark.parametrize("n", [10, 10**3, 10**6])
def test_map_minus_mle_of_many_flips(n, a, b):
    """All digits of a difference of 1e-6 and less, and of its sign."""
    for h in (n // 10, 3 * n // 10, n // 2, n - n // 10):
        want = exact_gap(h, n - h, a, b)
        assert mle_map.map_minus_mle(h, n - h, a, b) == pytest.approx(want, rel=1e-9, abs=1e-300)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.floats(1, 100), st.floats(1, 100))
def test_map_minus_mle_falls_like_one_over_n(h, t, a, b):
    """Ten times the flips, a tenth of the difference, up to the prior's own share."""
    small, large = mle_map.map_minus_mle(h, t, a, b), mle_map.map_minus_mle(10 * h, 10 * t, a, b)
    n, pseudo = h + t, a + b - 2
    assert large * (10 * n + pseudo) == pytest.approx(small * (n + pseudo), rel=1e-9, abs=1e-9)


def test_map_minus_mle_without_tails():
    """The MLE is 1; where the posterior is highest at that end the difference is 0."""
    assert mle_map.map_minus_mle(10**6, 0, 2, 2) == pytest.approx(-1 / (10**6 + 2), rel=1e-9)
    assert mle_map.map_minus_mle(10**6, 0, 2, 1) == mle_map.map_minus_mle(10**6, 0, 2, 0.5) == 0
    assert mle_map.map_minus_mle(0, 3, 0.2, 5) == mle_map.map_minus_mle(0, 3, 1, 5) == 0


def test_a_prior_that_outweighs_the_data():
    """The MAP is the prior's mode."""
    assert mle_map.coin_map([1, 1, 1], 3e15 + 1, 1e15 + 1) == pytest.approx(0.75)
    assert mle_map.map_minus_mle(1, 1, 3e300, 1e300) == pytest.approx(0.25)
