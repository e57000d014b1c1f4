"""The reference solutions of `sampling` where formulas from the blackboard lose their digits, overflow or warn."""

import math
import warnings

import matplotlib.pyplot as plt
import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from solutions import sampling

INF = math.inf


@pytest.fixture(autouse=True)
def _strict():
    """40 digits in mpmath, and every warning is an error."""
    with mpmath.workdps(40), warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def rng(seed=0):
    return np.random.default_rng(seed)


class Chosen(np.random.Generator):
    """Its `random` gives the chosen uniforms."""

    def __init__(self, values):
        super().__init__(np.random.PCG64(0))
        self.values = np.array(values)

    def random(self, size):
        assert size == len(self.values)
        return self.values


# Densities ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("z", [38.0, 50.0, -1e4, 1e100, -1e149])
def test_normal_far_out(z):
    """The log density goes on where the density is 0."""
    assert sampling.normal_logpdf(3 + 0.5 * z, 3, 0.5) == pytest.approx(-z * z / 2 - math.log(0.5 * math.sqrt(2 * math.pi)))
    assert sampling.normal_pdf(3 + 0.5 * z, 3, 0.5) == pytest.approx(
        float(mpmath.npdf(z) / 0.5), rel=1e-9, abs=5e-324)


def test_normal_at_infinity():
    """Density 0, log density -inf."""
    assert sampling.normal_pdf([-INF, INF], 0, 1).tolist() == [0, 0]
    assert sampling.normal_logpdf([-INF, INF], 0, 1).tolist() == [-INF, -INF]


@pytest.mark.parametrize("sigma", [1e-200, 1e200])
def test_normal_of_sds_whose_squares_are_no_floats(sigma):
    """The variance is not formed."""
    assert sampling.normal_pdf(2 * sigma, 0, sigma) * sigma == pytest.approx(stats.norm.pdf(2))
    assert sampling.normal_logpdf(2 * sigma, 0, sigma) == pytest.approx(stats.norm.logpdf(2) - math.log(sigma))


@pytest.mark.parametrize(("a", "b"), [(10, 11), (-11, -10), (37, INF), (-INF, -37), (8, 8.5), (-1, 30), (0, INF), (-3, 9)])
def test_interval_probability_in_the_tails(a, b):
    """mpmath agrees to nine digits on both sides; an sd and a mean only move the interval."""
    def tail(z):  # P(Z > z)
        return mpmath.erfc(mpmath.mpf(z) / mpmath.sqrt(2)) / 2 if z != INF else mpmath.mpf(0)

    want = float(tail(a) - tail(b)) if a != -INF else float(tail(-b))
    assert sampling.interval_probability(a, b, 0, 1) == pytest.approx(want, rel=1e-9)
    assert sampling.interval_probability(1 + 4 * a, 1 + 4 * b, 1, 4) == pytest.approx(want, rel=1e-9)


def test_interval_probability_of_everything_and_nothing():
    """Infinite ends on one or both sides, an empty interval anywhere."""
    assert sampling.interval_probability(-INF, INF, 3, 2) == 1.0
    assert sampling.interval_probability(-INF, 3, 3, 2) == sampling.interval_probability(3, INF, 3, 2) == 0.5
    for point in (-INF, -40.0, 0.0, 40.0, INF):
        assert sampling.interval_probability(point, point, 0, 1) == 0.0


@pytest.mark.parametrize(("x", "a", "b"), [
    (0.5, 3000, 3000), (0.3, 3000, 7000), (0.9, 5000, 2.5), (1e-6, 1.5, 9000), (0.01, 1e-3, 4000), (1e-300, 0.5, 0.5),
    (0.5, 1e6, 1e6), (1 - 1e-12, 0.4, 0.3),
])
def test_beta_pdf_of_sharp_beliefs(x, a, b):
    """mpmath agrees to seven digits, where x^(a-1) and B(a, b) are no floats."""
    log = (a - 1) * mpmath.log(mpmath.mpf(x)) + (b - 1) * mpmath.log1p(-mpmath.mpf(x))
    log -= mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)
    assert sampling.beta_pdf(x, a, b) == pytest.approx(float(mpmath.exp(log)), rel=1e-7)


def test_beta_pdf_that_underflows():
    """0, and no warning, at points and at ends."""
    assert sampling.beta_pdf([0, 1e-300, 0.01, 1], 4000, 4000).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("counts", [[300_000, 700_000], [999_999, 1], [1_000_000, 0], [250_000, 250_000, 500_000], [600, 1400]])
def test_multinomial_of_many_draws(counts):
    """mpmath agrees to seven digits, where factorials overflow."""
    p = {2: [0.3, 0.7], 3: [0.25, 0.25, 0.5]}[len(counts)]
    log = mpmath.loggamma(sum(counts) + 1)
    for count, weight in zip(counts, p, strict=True):
        log += count * mpmath.log(mpmath.mpf(weight)) - mpmath.loggamma(count + 1)
    assert sampling.multinomial_pmf(counts, p) == pytest.approx(float(mpmath.exp(log)), rel=1e-7, abs=1e-300)


def test_multinomial_of_impossible_and_of_unused_classes():
    """0 log 0 is 0, and a million draws of an impossible class are impossible."""
    assert sampling.multinomial_pmf([2, 2, 0], [0.5, 0.5, 0]) == pytest.approx(6 / 16)
    assert sampling.multinomial_pmf([0, 0, 10**6], [0.5, 0.5, 0]) == 0.0


# Samplers -------------------------------------------------------------------------------------------------------------


def test_small_uniforms_keep_their_digits():
    """1 - u is not formed for a small u."""
    got = sampling.sample_exponential(1.0, 2, Chosen([2.0**-53, 1e-300]))
    np.testing.assert_allclose(got, [2.0**-53, 1e-300], rtol=1e-12)
    got = sampling.sample_laplace(0.0, 1.0, 2, Chosen([1e-300, 1 - 2**-53]))
    np.testing.assert_allclose(got, [math.log(2e-300), -math.log(2**-52)], rtol=1e-12)


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=2, max_size=20))
def test_inverse_cdfs_increase(uniforms):
    """A larger uniform never gives a smaller draw."""
    ordered = sorted(uniforms)
    n = len(ordered)
    for draws in (sampling.sample_exponential(3.0, n, Chosen(ordered)), sampling.sample_laplace(1, 2, n, Chosen(ordered)),
                  sampling.sample_bernoulli(0.3, n, Chosen(ordered)),
                  sampling.sample_categorical([0.1, 0.0, 0.6, 0.3], n, Chosen(ordered))):
        assert np.all(draws[1:] >= draws[:-1])


def test_a_vocabulary_of_fifty_thousand():
    """Sums of many small probabilities are rounded; no draw leaves the vocabulary or its positive part."""
    p = np.full(50_000, 2e-5)
    p[-1000:] = 0
    p /= p.sum()
    draws = sampling.sample_categorical(p, 3, Chosen([0.0, 0.5 + 1e-9, 1 - 2**-53]))
    assert draws.tolist() == [0, 24_500, 48_999]


@pytest.mark.parametrize("scales", [(1.0, 1e-10), (1e12, 1e-12), (1e-150, 1.0)])
def test_mvn_of_very_different_scales(scales):
    """Positive definite is no matter of units: the correlation .5 comes out whatever they are."""
    s = np.array(scales)
    cov = np.outer(s, s) * [[1, 0.5], [0.5, 1]]
    draws = sampling.sample_mvn([0, 0], cov, 20_000, rng(1)) / s
    assert np.corrcoef(draws.T)[0, 1] == pytest.approx(0.5, abs=0.05)
    np.testing.assert_allclose(draws.std(axis=0), 1, rtol=0.05)


def test_mvn_almost_singular():
    """A correlation of 1 - 1e-9 is below 1."""
    assert sampling.sample_mvn([0, 0], [[1, 1 - 1e-9], [1 - 1e-9, 1]], 2, rng()).shape == (2, 2)


@pytest.mark.parametrize("d", [3, 20, 100])
def test_mvn_singular_but_for_rounding(d):
    """Fewer directions than coordinates: rounding errors do not pass for variance."""
    root = rng(2).standard_normal((d, d - 1))
    with pytest.raises(ValueError, match="cov"):
        sampling.sample_mvn(np.zeros(d), root @ root.T, 2, rng())


def test_forward_noise_of_tiny_steps():
    """1 - abar is the sum of the betas, where 1 - (1 - 1e-18) is 0."""
    betas = np.full(100, 1e-18)
    got = sampling.forward_noise(np.zeros(5), betas, 100, rng(3))
    np.testing.assert_allclose(got, 1e-8 * rng(3).standard_normal(5), rtol=1e-9)


def test_forward_noise_of_many_steps():
    """Nothing of the start is left, and no warning comes of it."""
    got = sampling.forward_noise(np.full(5, 1e6), np.full(100_000, 0.5), 100_000, rng(4))
    np.testing.assert_allclose(got, rng(4).standard_normal(5))


def test_sum_of_normals_of_sds_whose_squares_are_no_floats():
    """3, 4, 5 at any scale."""
    for scale in (1e-200, 1e200):
        assert sampling.sum_of_normals([0, 0], [3 * scale, 4 * scale], [1, -1])[1] == pytest.approx(5 * scale)


# Monte Carlo ----------------------------------------------------------------------------------------------------------


def test_importance_weights_that_overflow_and_vanish():
    """Log weights of +-10^5 and -inf; f is not asked where the weight is 0."""
    logs = np.array([1e5, 1e5 + math.log(3), -INF, -1e5])
    for sign in (0.0, -3e5):
        got = sampling.importance_estimate(lambda x: np.array([1.0, 2.0, math.nan, INF]), lambda x, s=sign: logs + s,
                                           lambda x: np.zeros(4), [0, 1, 2, 3])
        assert got == pytest.approx(7 / 4)


def test_importance_estimate_of_one_possible_draw():
    """It has all the weight."""
    got = sampling.importance_estimate(lambda x: x, lambda x: np.where(x == 2, -1e4, -INF), lambda x: 1e4, [1.0, 2.0, 3.0])
    assert got == 2.0


def test_control_variate_far_from_zero():
    """Means of 10^6 do not hide a spread of 1."""
    z = rng(5).standard_normal(1000)
    assert sampling.control_variate(2 * z + 5, z + 1e6, 1e6) == pytest.approx(5, abs=1e-6)


def test_score_function_of_a_tiny_sigma():
    """sigma^2 is no float, the gradient is."""
    got = sampling.score_function_gradient(lambda x: x, 0.0, 1e-200, [1e-200, -1e-200])
    assert got == pytest.approx(1.0)


# Decoding -------------------------------------------------------------------------------------------------------------


def test_logits_of_ten_thousand():
    """Neither overflow nor nan, at either sign and any temperature."""
    for shift in (1e4, -1e4, 1e300):
        p = sampling.temperature_probs(np.array([0.0, math.log(3), -INF]) + shift, 1.0)
        assert p.sum() == pytest.approx(1)
        assert p[2] == 0
    np.testing.assert_allclose(sampling.temperature_probs([1e4, 1e4 + 1, -1e4], 1.0)[:2], [1 / (1 + math.e), 1 / (1 + 1 / math.e)])
    assert sampling.temperature_probs([0.0, 1.0, -1.0], 1e-300).tolist() == [0, 1, 0]
    assert sampling.temperature_probs([1e4, 1e4, -INF], 1e-308).tolist() == [0.5, 0.5, 0]
    np.testing.assert_allclose(sampling.temperature_probs([1e4, -1e4], 1e300), [0.5, 0.5])
    assert sampling.sample_tokens([1e4, -1e4, -INF], 3, rng(), T=0.1, k=2, mass=0.9).tolist() == [0, 0, 0]


def test_impossible_tokens_stay_impossible():
    """-inf has probability 0 in every step, also when k or the mass would take it in."""
    logits = [-INF, 0.0, -INF, 0.0]
    for p in (sampling.temperature_probs(logits, 2.0), sampling.top_k_probs(logits, 3), sampling.top_k_probs(logits, 4),
              sampling.top_p_probs(logits, 1.0), sampling.top_p_probs(logits, 0.75)):
        assert p.tolist() == [0, 0.5, 0, 0.5]
    assert sampling.top_p_probs(logits, 0.5).tolist() == [0, 1, 0, 0]
    assert set(sampling.sample_tokens(logits, 200, rng(), k=4, mass=1.0).tolist()) == {1, 3}


@pytest.mark.parametrize("shift", [0.0, 1.0, -7.3, 1e4])
@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 2, 0, 1, 3)])
def test_masses_that_are_reached_exactly(shift, order):
    """Sums of 1/2, 1/4, ... that are rounded reach 1/2, 3/4, 7/8 all the same."""
    p = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 16])[list(order)]
    logits = np.log(p) + shift
    for mass, size in [(1 / 2, 1), (3 / 4, 2), (7 / 8, 3), (15 / 16, 4), (1.0, 5)]:
        if shift == 1e4 and size < 5:
            mass -= 1e-11  # at 1e4 a logit itself is rounded by 1e-12
        kept = sampling.top_p_probs(logits, mass)
        assert np.count_nonzero(kept) == size
        np.testing.assert_allclose(kept.sum(), 1)


@pytest.mark.parametrize("size", [2, 4, 16, 1024])
def test_masses_of_equal_tokens(size):
    """Half of them is half of the mass, and it is the first half."""
    kept = sampling.top_p_probs(np.full(size, 3.3), 0.5)
    assert kept.tolist() == [2 / size] * (size // 2) + [0] * (size // 2)


def test_mass_one_keeps_the_rarest_token():
    """The sum is 1 but for rounding long before the last token."""
    p = sampling.top_p_probs([0.0, -50.0, -600.0, -INF], 1)
    assert np.count_nonzero(p) == 3
    np.testing.assert_allclose(p[1:3], np.exp([-50.0, -600.0]), rtol=1e-9)


def test_mass_just_below_one():
    """It does not need the rarest."""
    assert np.count_nonzero(sampling.top_p_probs([0.0, -50.0, -600.0], 0.999)) == 1


def test_ties_after_a_temperature():
    """Equal tokens stay equal, so that the lowest indices are kept."""
    tokens = sampling.sample_tokens([0.1, 0.3, 0.3, 0.3], 300, rng(), T=0.7, k=2)
    assert set(tokens.tolist()) == {1, 2}
    tokens = sampling.sample_tokens([0.3] * 8, 300, rng(), T=0.7, k=4, mass=0.5)
    assert set(tokens.tolist()) == {0, 1}


# The figure -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("samples", [[1.0], [2.0, 2.0, 2.0], np.arange(5), stats.cauchy.rvs(size=2000, random_state=1)])
def test_plot_sampler_of_odd_samples(samples):
    """One draw, equal draws, whole numbers and huge outliers: area 1 and no warning."""
    axes = sampling.plot_sampler(samples, stats.norm.pdf)
    assert sum(bar.get_width() * bar.get_height() for bar in axes.patches) == pytest.approx(1)
    plt.close("all")


def test_plot_sampler_of_a_density_with_infinite_ends():
    """A Beta density that is infinite at both ends is drawn between them, and the draws stay visible."""
    axes = sampling.plot_sampler([0.0, 0.5, 1.0], lambda x: sampling.beta_pdf(x, 0.5, 0.5))
    axes.figure.canvas.draw()
    assert all(math.isfinite(limit) for limit in axes.get_ylim())
    plt.close("all")
