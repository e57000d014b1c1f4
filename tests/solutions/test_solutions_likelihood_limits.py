"""The reference solutions of `likelihood` where formulas from the blackboard lose their digits, overflow or warn."""

import math
import warnings

import mpmath
import numpy as np
import pytest
from scipy import special, stats

from solutions import likelihood


@pytest.fixture(autouse=True)
def _strict():
    """40 digits in mpmath, and every warning is an error."""
    with mpmath.workdps(40), warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_impossible_things_warn_nobody():
    """Zeros, ends of the grid and infinities are ordinary arguments."""
    likelihood.coin_likelihood([0, 0.5, 1], [0, 1] * 2000)
    likelihood.coin_log_likelihood([0, 0.5, 1], [0, 1])
    likelihood.logsumexp([[-math.inf, -math.inf], [math.inf, 1e308]], axis=0)
    likelihood.categorical_nll([0, 1], [[0.0, 1.0], [1.0, 0.0]])
    likelihood.poisson_log_likelihood([0, 1], [[-math.inf, -math.inf], [1e4, 1e300]])
    likelihood.mixture_log_likelihood([1e100, -1e100], [0.0, 1.0], [0, 0], [1, 1])
    likelihood.flips_until_underflow(1e-300)


@pytest.mark.parametrize("theta", [1e-300, 1e-17, 0.5, 1 - 1e-16])
def test_log_likelihood_of_many_flips(theta):
    """mpmath agrees near both ends, where 1 - theta is rounded and where the likelihood underflows."""
    got = likelihood.coin_log_likelihood(theta, [1] * 700 + [0] * 100_000)
    exact = mpmath.mpf(theta)
    assert got == pytest.approx(float(700 * mpmath.log(exact) + 100_000 * mpmath.log1p(-exact)), rel=1e-12)


def test_likelihood_underflows_to_zero_where_it_must():
    """2^-1074 is the smallest float; the next is 0, and the log goes on."""
    assert likelihood.coin_likelihood(0.5, [1] * 537 + [0] * 537) == 5e-324
    assert likelihood.coin_likelihood(0.5, [1] * 538 + [0] * 538) == 0.0
    assert likelihood.coin_log_likelihood(0.5, [1] * 538 + [0] * 538) == pytest.approx(-1076 * math.log(2))


@pytest.mark.parametrize(("heads", "tails"), [(10**6, 0), (0, 10**6), (10**6, 3), (500, 500), (10**5, 20), (2, 10**9)])
def test_area_of_many_flips(heads, tails):
    """mpmath's Beta function."""
    want = mpmath.beta(heads + 1, tails + 1)
    assert likelihood.likelihood_area(heads, tails) == pytest.approx(float(want), rel=1e-9)


def test_area_below_the_floats():
    """Of 2000 flips, half of them heads, it is 0: no error."""
    assert likelihood.likelihood_area(1000, 1000) == 0.0


@pytest.mark.parametrize("p", [1 - 1e-6, 1 - 2.0**-53, 0.999, math.nextafter(0, 1)])
def test_underflow_close_to_the_ends(p):
    """Billions of flips, or two, without a loop over them."""
    n = likelihood.flips_until_underflow(p)
    assert p**n == 0.0
    assert n == pytest.approx(float(mpmath.log(mpmath.mpf(2) ** -1075) / mpmath.log(mpmath.mpf(p))), rel=1e-9, abs=1.0)


@pytest.mark.parametrize("shift", [1e4, -1e4, 1e15, -1e300, 0.0])
def test_logsumexp_far_away(shift):
    """exp of the entries overflows or underflows; a common shift comes out again."""
    a = np.array([0.0, -1.0, -2.5])
    assert likelihood.logsumexp(a + shift) == pytest.approx(float(special.logsumexp(a + shift)), rel=1e-12)
    assert likelihood.logsumexp([shift, shift]) == pytest.approx(shift + math.log(2), rel=1e-12)


def test_logsumexp_between_the_ends_of_the_floats():
    """The difference of the entries is no float."""
    assert likelihood.logsumexp([1e308, -1e308]) == 1e308
    assert likelihood.logsumexp([[-1e308, 1e308], [0.0, -math.inf]], axis=1).tolist() == [1e308, 0.0]


def test_laplace_at_a_thousand_scales():
    """The density is 0 there, its log is not; SciPy's is -inf."""
    assert likelihood.laplace_log_likelihood([1000.0], 0.0, 1.0) == pytest.approx(-1000 - math.log(2), rel=1e-12)
    assert likelihood.laplace_log_likelihood([2e5, -2e5], 0.0, 200.0) == pytest.approx(-2000 - 2 * math.log(400), rel=1e-12)
    assert likelihood.laplace_log_likelihood([1e12], 0.0, 1e-3) == pytest.approx(-1e15 - math.log(2e-3), rel=1e-12)


def test_normal_far_out_and_of_any_scale():
    """Fifty sigma, and scales whose squares are no floats."""
    assert likelihood.normal_log_likelihood([50.0], 0, 1) == pytest.approx(stats.norm.logpdf(50.0), rel=1e-12)
    for sigma in (1e-200, 1e200):
        want = -2 - math.log(sigma) - math.log(2 * math.pi) / 2
        assert likelihood.normal_log_likelihood([2 * sigma], 0, sigma) == pytest.approx(want, rel=1e-12)


def test_no_scale_is_too_small_or_too_large():
    """2 b is no float for the largest b; 1 / sd is none for the smallest."""
    assert likelihood.laplace_log_likelihood([0.0], 0.0, 1.5e308) == pytest.approx(-math.log(1.5e308) - math.log(2))
    assert likelihood.most_likely_source(0.0, [0.0, 0.0], [1e-320, 1.0]) == 0


def test_categorical_of_tiny_probabilities():
    """1e-300 costs 690.8 nats, and the mean of many is no product."""
    tiny = np.tile([1e-300, 1.0], (5000, 1))
    assert likelihood.categorical_nll(np.zeros(5000, dtype=int), tiny) == pytest.approx(300 * math.log(10), rel=1e-12)


def test_poisson_of_large_counts():
    """The factorial of a thousand is no float; mpmath has its log."""
    for y, eta in ((1000, math.log(900.0)), (170, 5.0), (171, 5.0), (10**6, math.log(1e6)), (3, -800.0), (0, -800.0)):
        want = y * mpmath.mpf(eta) - mpmath.exp(mpmath.mpf(eta)) - mpmath.loggamma(y + 1)
        assert likelihood.poisson_log_likelihood(y, eta) == pytest.approx(float(want), rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("x", [[60.0], [-1e4, 3.0, 1e4], [1e8]])
def test_mixture_far_from_all_components(x):
    """Every density is 0; mpmath has the logs."""
    weights, mus, sigmas = [0.25, 0.25, 0.5], [-1.0, 0.5, 3.0], [1.0, 0.5, 2.0]
    want = mpmath.fsum(
        mpmath.log(mpmath.fsum(w / s * mpmath.exp(-((v - mpmath.mpf(m)) / s) ** 2 / 2) for w, m, s in zip(
            map(mpmath.mpf, weights), mus, map(mpmath.mpf, sigmas), strict=True)) / mpmath.sqrt(2 * mpmath.pi)) for v in x)
    assert likelihood.mixture_log_likelihood(x, weights, mus, sigmas) == pytest.approx(float(want), rel=1e-12)


def test_mixture_of_one_is_the_normal():
    """And of two equal ones too, at any distance."""
    x = np.linspace(-1e5, 1e5, 11)
    alone = likelihood.normal_log_likelihood(x, 2.0, 3.0)
    assert likelihood.mixture_log_likelihood(x, [1.0], [2.0], [3.0]) == pytest.approx(alone, rel=1e-12)
    assert likelihood.mixture_log_likelihood(x, [0.5, 0.5], [2.0, 2.0], [3.0, 3.0]) == pytest.approx(alone, rel=1e-12)


def test_a_mark_far_from_every_course():
    """All densities are 0, and one of them is the highest all the same."""
    assert likelihood.most_likely_source(1e4, [0.0, 10.0, 5.0], [1.0, 1.0, 1.0]) == 1
    assert likelihood.most_likely_source(-1e100, [0.0, 0.0], [1.0, 1.0000001]) == 1
