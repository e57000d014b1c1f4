"""The reference solutions of `sampling` against oracles that do not use them: closed values, sums, quadrature, laws."""

import itertools
import math
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from autograder import checks
from solutions import sampling

probability = st.floats(0.01, 0.99)
real = st.floats(-20.0, 20.0)
positive = st.floats(0.05, 20.0)


def simplex(size):
    return st.lists(st.floats(0.01, 1.0), min_size=size, max_size=size).map(lambda v: np.array(v) / sum(v))


class Chosen(np.random.Generator):
    """Gives the chosen uniforms in order, whichever way they are asked for."""

    def __init__(self, values):
        super().__init__(np.random.PCG64(0))
        self.left = list(values)

    def random(self, size=None):
        if size is None:
            return self.left.pop(0)
        return np.array([self.left.pop(0) for _ in range(int(np.prod(size)))], dtype=float).reshape(size)


def drawn(function, *args, uniforms):
    """What the function makes of the uniforms, all of which it must use."""
    generator = Chosen(uniforms)
    result = function(*args, len(uniforms), generator)
    assert generator.left == []
    return result.tolist()


def rng(seed=0):
    return np.random.default_rng(seed)


# Bernoulli, categorical, normal ---------------------------------------------------------------------------------------


def test_bernoulli_by_hand():
    """p for heads, 1 - p for tails, and at the ends 0^0 = 1."""
    np.testing.assert_allclose(sampling.bernoulli_pmf([1, 0, 1], 0.3), [0.3, 0.7, 0.3])
    assert sampling.bernoulli_pmf([0, 1], 0.0).tolist() == [1.0, 0.0]
    assert sampling.bernoulli_pmf([0, 1], 1).tolist() == [0.0, 1.0]
    assert sampling.bernoulli_pmf(1, 0.3) == 0.3
    assert sampling.bernoulli_pmf([[0, 1], [1, 1]], 0.25).tolist() == [[0.75, 0.25], [0.25, 0.25]]


@given(probability)
def test_bernoulli_moments(p):
    """They are sums over both outcomes, and no variance is larger than that of `p_of_max_variance`."""
    mean, var = sampling.bernoulli_mean_var(p)
    assert mean == pytest.approx(sum(y * sampling.bernoulli_pmf(y, p) for y in (0, 1)))
    assert var == pytest.approx(sum((y - mean) ** 2 * sampling.bernoulli_pmf(y, p) for y in (0, 1)))
    assert var <= sampling.bernoulli_mean_var(sampling.p_of_max_variance)[1] == 0.25


def test_written_down_answers():
    """A density may exceed 1; the table of the lecture."""
    assert sampling.answer_density == "b"
    assert sampling.normal_pdf(0, 0, 0.1) > 1
    assert sampling.max_entropy_family == {
        "{0,1}, given mean": "bernoulli", "[a,b]": "uniform", "x>=0, given mean": "exponential",
        "real, given mean and variance": "normal",
    }


def test_categorical_by_hand():
    """One row gives a number, several give an array; a class without probability gives 0 and harms no other."""
    assert sampling.categorical_pmf([0, 1, 0], [0.2, 0.3, 0.5]) == pytest.approx(0.3)
    rows = [[1, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]]
    np.testing.assert_allclose(sampling.categorical_pmf(rows, [0.25, 0.75, 0]), [0.25, 0, 0.75, 0.25])


@given(real, real, positive)
def test_normal_against_scipy(x, mu, sigma):
    """Density and log density, and that one is the exponential of the other."""
    assert sampling.normal_pdf(x, mu, sigma) == pytest.approx(stats.norm.pdf(x, mu, sigma), rel=1e-9, abs=1e-300)
    assert sampling.normal_logpdf(x, mu, sigma) == pytest.approx(stats.norm.logpdf(x, mu, sigma), rel=1e-9)


def test_normal_density_has_area_one():
    """By quadrature, with an sd that is not its own square."""
    area, _ = integrate.quad(sampling.normal_pdf, -30, 40, args=(3.0, 0.4), points=[3.0])
    assert area == pytest.approx(1)


def test_interval_probability_of_the_rule():
    """68, 95 and 99.7 percent within one, two and three sigma."""
    for k, want in [(1, 0.6826894921370859), (2, 0.9544997361036416), (3, 0.9973002039367398)]:
        assert sampling.interval_probability(5 - 2 * k, 5 + 2 * k, 5, 2) == pytest.approx(want, rel=1e-12)


@given(real, real, real, positive)
def test_interval_probability_against_quadrature(a, b, mu, sigma):
    """The area below the density; the parts of an interval add up."""
    a, b = min(a, b), max(a, b)
    inside = [min(max(p, a), b) for p in (mu - sigma, mu, mu + sigma)]
    area = sum(integrate.quad(stats.norm.pdf, left, right, args=(mu, sigma))[0]
               for left, right in itertools.pairwise([a, *inside, b]))
    assert sampling.interval_probability(a, b, mu, sigma) == pytest.approx(area, rel=1e-6, abs=1e-12)


# The inverse CDF ------------------------------------------------------------------------------------------------------


def test_exponential_stream():
    """Uniforms in order through -log(1 - u) / rate; u = 0 gives 0."""
    got = drawn(sampling.sample_exponential, 2.0, uniforms=[0.0, 0.5, 0.75, 1 - math.exp(-6)])
    assert got == pytest.approx([0, math.log(2) / 2, math.log(2), 3])
    assert math.copysign(1, got[0]) == 1


def test_laplace_stream():
    """Both sides; u = 0 gives -inf and u = 1/2 the middle."""
    got = drawn(sampling.sample_laplace, 1.0, 3.0, uniforms=[0.0, 0.125, 0.5, 0.875])
    assert got == pytest.approx([-math.inf, 1 - 3 * math.log(4), 1.0, 1 + 3 * math.log(4)])


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=9), real, positive)
def test_inverse_cdfs_are_inverse(uniforms, mu, b):
    """SciPy's quantile functions agree, at any uniform that a generator may give."""
    got = drawn(sampling.sample_laplace, mu, b, uniforms=uniforms)
    np.testing.assert_allclose(got, stats.laplace.ppf(uniforms, mu, b), rtol=1e-9, atol=1e-9)
    got = drawn(sampling.sample_exponential, b, uniforms=uniforms)
    np.testing.assert_allclose(got, stats.expon.ppf(uniforms, scale=1 / b), rtol=1e-9)


def test_bernoulli_stream():
    """0 if u < 1 - p, else 1: the tie at u = 1 - p is a 1."""
    assert drawn(sampling.sample_bernoulli, 0.25, uniforms=[0.0, 0.74, 0.75, 0.99]) == [0, 0, 1, 1]
    assert drawn(sampling.sample_bernoulli, 0, uniforms=[0.0, 1 - 2**-53]) == [0, 0]
    assert drawn(sampling.sample_bernoulli, 1, uniforms=[0.0, 1 - 2**-53]) == [1, 1]


def test_categorical_stream_of_the_lecture():
    """p = (.1, .4, .3, .2), u = .55: the third class."""
    assert drawn(sampling.sample_categorical, [0.1, 0.4, 0.3, 0.2], uniforms=[0.55, 0.05, 0.95]) == [2, 0, 3]


def test_categorical_stream_on_ties():
    """u at a cumulative sum belongs to the next class."""
    p = [0.25, 0.25, 0.5]
    assert drawn(sampling.sample_categorical, p, uniforms=[0.0, 0.25, 0.5, 0.4999, 1 - 2**-53]) == [0, 1, 2, 1, 2]


def test_categorical_never_draws_the_impossible():
    """Classes of probability 0 in front, between and behind, at the uniforms that touch them."""
    p = [0.0, 0.0, 0.5, 0.0, 0.5, 0.0, 0.0]
    assert drawn(sampling.sample_categorical, p, uniforms=[0.0, 0.25, 0.5, 0.75, 1 - 2**-53]) == [2, 2, 4, 4, 4]


def test_categorical_sums_that_are_rounded():
    """A u above the last sum is of the last class with positive probability."""
    for p in ([0.1] * 10 + [0.0], np.append(np.full(10, 0.1, np.float32) * np.float32(1 - 5e-7), np.float32(0))):
        assert drawn(sampling.sample_categorical, p, uniforms=[1 - 2**-53]) == [9]


@given(simplex(5), st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=9))
def test_categorical_stream_by_a_scan(p, uniforms):
    """A loop over the classes gives the same."""
    want = []
    for u in uniforms:
        total, k = 0.0, 0
        while k < 4 and u >= (total := total + p[k]):
            k += 1
        want.append(k)
    assert drawn(sampling.sample_categorical, p, uniforms=uniforms) == want


def test_streams_are_those_of_the_generator():
    """An ordinary generator's uniforms, one for each draw, and nothing else."""
    for function, args in [(sampling.sample_exponential, (2.0,)), (sampling.sample_laplace, (0.0, 1.0)),
                           (sampling.sample_bernoulli, (0.3,)), (sampling.sample_categorical, ([0.2, 0.8],))]:
        used, other = rng(7), rng(7)
        first = function(*args, 5, used)
        assert first.tolist() == drawn(function, *args, uniforms=other.random(5).tolist())
        assert used.bit_generator.state == other.bit_generator.state


# Laws of the samplers -------------------------------------------------------------------------------------------------


def test_laws_of_the_continuous_samplers():
    """Distribution functions of SciPy."""
    n = checks.draws_for_cdf()
    for draws, law in [
        (sampling.sample_exponential(2.5, n, rng(1)), stats.expon(scale=0.4)),
        (sampling.sample_laplace(-1.0, 0.3, n, rng(2)), stats.laplace(-1.0, 0.3)),
        (sampling.sample_normal(4.0, 0.5, n, rng(3)), stats.norm(4.0, 0.5)),
        (sampling.sample_mvn([1.0], [[0.25]], n, rng(4))[:, 0], stats.norm(1.0, 0.5)),
    ]:
        checks.cdf_is(draws, law.cdf)


def test_laws_of_the_discrete_samplers():
    """Counts of classes, also after the steps of decoding."""
    p = [0.1, 0.4, 0.0, 0.3, 0.2]
    n = checks.draws_for_counts(5)
    checks.counts_are(np.bincount(sampling.sample_categorical(p, n, rng(1)), minlength=5), p)
    tokens = sampling.sample_tokens(np.log([0.4, 0.3, 0.2, 0.1]), n, rng(2), T=0.5, k=3)
    checks.counts_are(np.bincount(tokens, minlength=4), np.array([16, 9, 4, 0]) / 29)
    heads = int(sampling.sample_bernoulli(0.3, n, rng(3)).sum())
    checks.proportion_is(heads, n, 0.3)


def test_law_of_the_multivariate_sampler():
    """Any direction of a correlated law is normal with variance a^T cov a; the factor is not transposed."""
    mu, cov = np.array([1.0, -2.0, 0.5]), np.array([[2.0, 1.2, -0.3], [1.2, 1.0, 0.1], [-0.3, 0.1, 0.7]])
    draws = sampling.sample_mvn(mu, cov, checks.draws_for_cdf(), rng(5))
    for a in np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, -1, 0], [1, 1, 1], [0, 2, -1]]):
        checks.cdf_is(draws @ a, stats.norm(mu @ a, math.sqrt(a @ cov @ a)).cdf)


def test_clt_normal():
    """Twelve uniforms for each draw, centred: mean 0 and variance 1, within 6 on both sides."""
    assert drawn_clt([[0.0] * 12, [0.5] * 12, [0.25] * 6 + [0.75] * 6, [1.0] * 12]) == [-6, 0, 0, 6]
    n = 200_000
    draws = sampling.clt_normal(n, rng(6))
    checks.mean_is(draws, 0.0, low=-6, high=6)
    checks.mean_is(draws**2, 1.0, low=0, high=36)
    used, other = rng(7), rng(7)
    sampling.clt_normal(5, used)
    other.random(60)
    assert used.bit_generator.state == other.bit_generator.state


def drawn_clt(rows):
    generator = Chosen(np.ravel(rows).tolist())
    result = sampling.clt_normal(len(rows), generator)
    assert generator.left == []
    return result.tolist()


# Normal algebra -------------------------------------------------------------------------------------------------------


def test_sum_of_normals_by_hand():
    """Weights (1, -1): means subtract, variances add, 9 + 16 = 25."""
    assert sampling.sum_of_normals([1, 2], [3, 4], [1, -1]) == pytest.approx((-1, 5))
    assert sampling.sum_of_normals([1, 2], [3, 4], [2, 0]) == pytest.approx((2, 6))
    assert sampling.sum_of_normals([1.0], [3.0], [0.0]) == (0.0, 0.0)


@given(st.lists(st.tuples(real, positive, real), min_size=1, max_size=6))
def test_sum_of_normals_in_exact_arithmetic(terms):
    """Fractions give the same mean and variance."""
    mus, sigmas, weights = map(list, zip(*terms, strict=True))
    mean, sd = sampling.sum_of_normals(mus, sigmas, weights)
    assert mean == pytest.approx(float(sum(Fraction(m) * Fraction(w) for m, _, w in terms)), rel=1e-9, abs=1e-9)
    assert sd == pytest.approx(math.sqrt(sum((Fraction(s) * Fraction(w)) ** 2 for _, s, w in terms)), rel=1e-9)


def test_affine_law_by_hand():
    """A projection, and a copy into two coordinates whose covariance is singular."""
    mean, cov = sampling.affine_law([1, 2], [[2, 1], [1, 3]], [[1, -1]], [10])
    assert mean.tolist() == [9.0]
    np.testing.assert_allclose(cov, [[3.0]])
    mean, cov = sampling.affine_law([1], [[4]], [[1], [2]], [0, 1])
    assert mean.tolist() == [1.0, 3.0]
    np.testing.assert_allclose(cov, [[4, 8], [8, 16]])


@given(st.lists(real, min_size=6, max_size=6), st.lists(real, min_size=6, max_size=6))
def test_affine_law_entry_by_entry(entries, other):
    """Sums over all indices."""
    root, A = np.array(entries).reshape(3, 2), np.array(other).reshape(2, 3)
    cov = root @ root.T + np.eye(3)
    mean, got = sampling.affine_law([1.0, -2.0, 0.5], cov, A, [3.0, 4.0])
    want = [[sum(A[i, k] * cov[k, m] * A[j, m] for k in range(3) for m in range(3)) for j in range(2)]
            for i in range(2)]
    np.testing.assert_allclose(got, want, rtol=1e-8, atol=1e-7 * np.abs(want).max())
    np.testing.assert_allclose(mean, A @ [1.0, -2.0, 0.5] + [3.0, 4.0])


def test_forward_noise_is_the_jump():
    """The noise is one standard normal draw of the same shape, scaled as the closed form says."""
    x0 = np.arange(6.0).reshape(2, 3)
    betas = [0.1, 0.2, 0.5]
    for t, abar in [(1, 0.9), (2, 0.72), (3, 0.36)]:
        got = sampling.forward_noise(x0, betas, t, rng(t))
        eps = rng(t).standard_normal((2, 3))
        np.testing.assert_allclose(got, math.sqrt(abar) * x0 + math.sqrt(1 - abar) * eps)


def test_forward_noise_of_no_step():
    """t = 0: a copy, and the generator is not touched."""
    x0, generator = np.array([1.0, 2.0]), rng(3)
    before = generator.bit_generator.state
    got = sampling.forward_noise(x0, [0.1], 0, generator)
    got[0] = 9.0
    assert x0.tolist() == [1.0, 2.0]
    assert generator.bit_generator.state == before
    assert sampling.forward_noise([4, 5], [], 0, generator).tolist() == [4.0, 5.0]


def test_forward_noise_step_by_step():
    """The law of the jump is that of its single steps: the closed form's mean and variance, by a recursion."""
    betas = [0.05, 0.1, 0.3, 0.2]
    mean, var = 2.0, 0.0
    for beta in betas:
        mean, var = math.sqrt(1 - beta) * mean, (1 - beta) * var + beta
    draws = sampling.forward_noise(np.full(checks.draws_for_cdf(), 2.0), betas, 4, rng(8))
    checks.cdf_is(draws, stats.norm(mean, math.sqrt(var)).cdf)


# Monte Carlo ----------------------------------------------------------------------------------------------------------


def test_mc_estimate_by_hand():
    """Draws 1, 2, 3, 6 by one call: mean of the squares 12.5, their sd with ddof 1 over 2."""
    calls = []

    def sampler(n, generator):
        calls.append((n, generator))
        return np.array([1.0, 2.0, 3.0, 6.0])

    generator = rng()
    got = sampling.mc_estimate(lambda x: x**2, sampler, 4, generator)
    assert got == pytest.approx((12.5, stats.sem([1, 4, 9, 36])))
    assert calls == [(4, generator)]


def test_mc_estimate_of_constants_booleans_and_rows():
    """A constant has no error; booleans are 0 and 1; draws may be vectors."""
    def normals(n, generator):
        return generator.standard_normal((n, 2))

    assert sampling.mc_estimate(lambda x: 3, normals, 5, rng()) == (3.0, 0.0)
    estimate, error = sampling.mc_estimate(lambda x: x[:, 0] > x[:, 1], normals, 4000, rng())
    assert estimate == pytest.approx(0.5, abs=6 * error)
    assert error == pytest.approx(math.sqrt(estimate * (1 - estimate) / 3999))


def test_importance_estimate_by_hand():
    """Weights 1, 2, 3 after normalisation: (1 * 10 + 2 * 20 + 3 * 40) / 6; constants of log_p and log_q drop out."""
    x = np.array([10.0, 20.0, 40.0])
    logs = dict(zip(x, np.log([1, 2, 3]), strict=True))
    for shift in (0.0, 5000.0, -5000.0):
        got = sampling.importance_estimate(
            lambda v: v, lambda v, s=shift: np.array([logs[i] for i in v]) + s, lambda v: -7.0, x)
        assert got == pytest.approx(170 / 6)


def test_importance_estimate_of_a_known_mean():
    """N(1, 1) from draws of N(0, 2): mean and second moment, within a few standard errors."""
    x = 2 * rng(9).standard_normal(200_000)

    def log_p(v):
        return -((v - 1) ** 2) / 2

    def log_q(v):
        return -(v**2) / 8

    assert sampling.importance_estimate(lambda v: v, log_p, log_q, x) == pytest.approx(1, abs=0.02)
    assert sampling.importance_estimate(lambda v: v**2, log_p, log_q, x) == pytest.approx(2, abs=0.04)
    assert sampling.importance_estimate(lambda v: 4.0, log_p, log_q, x) == pytest.approx(4)


def test_importance_estimate_of_draws_that_are_rows():
    """x (N, d): the functions see it whole and give one value for each row."""
    x = np.array([[0.0, 1.0], [1.0, 1.0]])
    got = sampling.importance_estimate(lambda v: v.sum(axis=1), lambda v: np.log(v[:, 0] + 1), lambda v: 0.0, x)
    assert got == pytest.approx((1 + 2 * 2) / 3)


@given(st.lists(st.tuples(real, real), min_size=3, max_size=12), real)
def test_control_variate_is_a_regression(pairs, mean_g):
    """The estimate is the value at mean_g of the least-squares line of f on g."""
    f, g = np.array(pairs).T
    if np.ptp(g) < 0.1:
        return
    line = stats.linregress(g, f)
    want = line.intercept + line.slope * mean_g
    assert sampling.control_variate(f, g, mean_g) == pytest.approx(want, rel=1e-6, abs=1e-6 * (1 + abs(line.slope)))


def test_control_variate_that_says_everything_or_nothing():
    """f = 3 g + 1 is known exactly; a constant g, whose mean is rounded, gives the plain mean."""
    g = np.array([1.0, 2.0, 4.0])
    assert sampling.control_variate(3 * g + 1, g, 0.5) == pytest.approx(2.5)
    assert sampling.control_variate([1, 2, 6], [0.1, 0.1, 0.1], 7.0) == 3.0
    assert sampling.control_variate([5.0], [0.1], 7.0) == 5.0


def test_mc_error_ratio():
    """Four times as many draws halve the error."""
    assert sampling.mc_error_ratio(400, 100) == 0.5
    assert sampling.mc_error_ratio(1, 10**6) == 1000


def test_expected_minibatch_gradient_is_the_mean_over_all_batches():
    """All batches of each size, drawn without replacement, average to it."""
    gradients = rng(10).standard_normal((5, 3))
    got = sampling.expected_minibatch_gradient(gradients)
    for size in (1, 2, 4, 5):
        batches = [gradients[list(batch)].mean(axis=0) for batch in itertools.combinations(range(5), size)]
        np.testing.assert_allclose(got, np.mean(batches, axis=0))
    assert sampling.expected_minibatch_gradient([1, 2, 6]) == 3.0


def test_pathwise_gradient_by_hand():
    """f = x^2, mu = 1, sigma = 2, eps = (0, 1): x = (1, 3), f' = (2, 6)."""
    assert sampling.pathwise_gradient(lambda x: 2 * x, 1.0, 2.0, [0, 1]) == pytest.approx((4, 3))
    assert sampling.pathwise_gradient(lambda x: 5, 1.0, 2.0, [1, 2]) == pytest.approx((5, 7.5))


def test_score_function_gradient_by_hand():
    """f = x^2, mu = 1, sigma = 2, x = (0, 3): (0 + 9 * 2) / 4, halved."""
    assert sampling.score_function_gradient(lambda x: x**2, 1.0, 2.0, [0, 3]) == pytest.approx(2.25)
    assert sampling.score_function_gradient(lambda x: 4, 1.0, 2.0, [0, 3]) == pytest.approx(0.5)


def test_gradients_agree():
    """d/dmu E sin X = cos(mu) e^(-sigma^2/2), d/dsigma = -sigma sin(mu) e^(-sigma^2/2), by both estimators."""
    mu, sigma = 0.7, 0.5
    eps = rng(11).standard_normal(400_000)
    d_mu, d_sigma = sampling.pathwise_gradient(np.cos, mu, sigma, eps)
    scale = math.exp(-(sigma**2) / 2)
    assert d_mu == pytest.approx(math.cos(mu) * scale, abs=0.01)
    assert d_sigma == pytest.approx(-sigma * math.sin(mu) * scale, abs=0.01)
    score = sampling.score_function_gradient(np.sin, mu, sigma, mu + sigma * eps)
    assert score == pytest.approx(math.cos(mu) * scale, abs=0.02)


# Decoding -------------------------------------------------------------------------------------------------------------

LECTURE = np.log([0.4, 0.3, 0.2, 0.1])


def test_temperature():
    """1 leaves the distribution, 1/2 squares it, a high one flattens it, shifts of the logits drop out."""
    np.testing.assert_allclose(sampling.temperature_probs(LECTURE, 1), [0.4, 0.3, 0.2, 0.1])
    np.testing.assert_allclose(sampling.temperature_probs(LECTURE + 50, 0.5), np.array([16, 9, 4, 1]) / 30)
    np.testing.assert_allclose(sampling.temperature_probs(LECTURE, 1e9), [0.25] * 4, rtol=1e-6)


def test_top_k():
    """The k likeliest share the probability as before, ties go to the lowest index."""
    np.testing.assert_allclose(sampling.top_k_probs(LECTURE[::-1], 2), [0, 0, 3 / 7, 4 / 7])
    np.testing.assert_allclose(sampling.top_k_probs(LECTURE, 4), [0.4, 0.3, 0.2, 0.1])
    assert sampling.top_k_probs([0, 1, 1, 1], 2).tolist() == [0, 0.5, 0.5, 0]
    assert sampling.top_k_probs([2.0] * 40, 1).tolist() == [1.0] + [0.0] * 39


def test_top_p():
    """The token that crosses the mass is in; one at least; ties take the lowest index; mass 1 keeps all."""
    np.testing.assert_allclose(sampling.top_p_probs(LECTURE, 0.6), [4 / 7, 3 / 7, 0, 0])
    np.testing.assert_allclose(sampling.top_p_probs(LECTURE[::-1], 0.75), [0, 2 / 9, 3 / 9, 4 / 9])
    assert sampling.top_p_probs(LECTURE, 0).tolist() == [1, 0, 0, 0]
    assert sampling.top_p_probs([0, 1, 1], 0).tolist() == [0, 1, 0]
    np.testing.assert_allclose(sampling.top_p_probs(LECTURE, 1), [0.4, 0.3, 0.2, 0.1])


@given(st.lists(real, min_size=1, max_size=7), st.floats(0, 1))
def test_top_p_keeps_the_smallest_set(logits, mass):
    """Of all sets that reach the mass none is smaller than the kept one, which is one of them."""
    p = np.exp(np.array(logits) - max(logits))
    p /= p.sum()
    sizes = range(1, len(p) + 1)
    sums = [max(sum(part) for part in itertools.combinations(p, size)) for size in sizes]
    if any(abs(total - mass) < 1e-9 for total in sums):
        return
    want = next(size for size, total in zip(sizes, sums, strict=True) if total >= mass)
    assert np.count_nonzero(sampling.top_p_probs(logits, mass)) == want


def test_greedy():
    """The first of the likeliest."""
    assert sampling.greedy([0, 3, 1, 3]) == 1
    assert sampling.greedy([-math.inf, -5]) == 1


def test_order_of_the_steps():
    """k = 3 leaves (4/9, 3/9, 2/9), of which the first two reach .75; top-p first would have kept three tokens."""
    assert set(drawn_tokens(k=3, mass=0.75)) == {0, 1}
    assert set(drawn_tokens(mass=0.75)) == {0, 1, 2}
    assert set(drawn_tokens(k=3)) == {0, 1, 2}
    assert set(drawn_tokens()) == {0, 1, 2, 3}
    assert set(drawn_tokens(T=0.05, mass=0.9)) == {0}
    uniforms = [0.0, 0.57, 0.58, 0.999]
    tokens = sampling.sample_tokens(LECTURE, 4, Chosen(uniforms), k=3, mass=0.75)  # 4/7 = .571
    assert tokens.tolist() == [0, 0, 1, 1]


def drawn_tokens(**options):
    return sampling.sample_tokens(LECTURE, 400, rng(12), **options).tolist()


# Moments, densities, the figure ---------------------------------------------------------------------------------------


@given(simplex(4))
def test_categorical_moments_over_all_outcomes(p):
    """Sums over the one-hot vectors."""
    mean, cov = sampling.categorical_moments(p)
    outcomes = np.eye(4)
    np.testing.assert_allclose(mean, sum(weight * y for weight, y in zip(p, outcomes, strict=True)))
    want = sum(weight * np.outer(y - p, y - p) for weight, y in zip(p, outcomes, strict=True))
    np.testing.assert_allclose(cov, want, rtol=1e-9, atol=1e-12)


def test_multinomial_by_hand():
    """4! / (2! 1! 1!) = 12 orders; no draw at all is certain; a count on an impossible class is impossible."""
    assert sampling.multinomial_pmf([2, 1, 1], [0.5, 0.25, 0.25]) == pytest.approx(12 / 64)
    assert sampling.multinomial_pmf([0, 0], [0.5, 0.5]) == pytest.approx(1)
    assert sampling.multinomial_pmf([1, 1], [1, 0]) == 0.0
    assert sampling.multinomial_pmf([3, 0], [1, 0]) == pytest.approx(1)


@given(simplex(3), st.integers(0, 6))
def test_multinomial_sums_to_one(p, n):
    """Over all counts of n draws, each the sum over the sequences that have them."""
    total = 0.0
    for i, j in itertools.product(range(n + 1), repeat=2):
        if i + j <= n:
            counts = [i, j, n - i - j]
            got = sampling.multinomial_pmf(counts, p)
            assert got == pytest.approx(stats.multinomial.pmf(counts, n, p), rel=1e-9)
            total += got
    assert total == pytest.approx(1)


@given(st.floats(0.001, 0.999), st.floats(0.1, 50), st.floats(0.1, 50))
def test_beta_pdf_against_scipy(x, a, b):
    """Inside."""
    assert sampling.beta_pdf(x, a, b) == pytest.approx(stats.beta.pdf(x, a, b), rel=1e-9, abs=1e-300)


def test_beta_pdf_at_the_ends():
    """inf below exponent 0, the constant at 0, nothing above."""
    assert sampling.beta_pdf([0, 1], 0.5, 0.5).tolist() == [math.inf, math.inf]
    np.testing.assert_allclose(sampling.beta_pdf([0, 1], 1, 3), [3, 0])
    np.testing.assert_allclose(sampling.beta_pdf([0, 0.5, 1], 1, 1), [1, 1, 1])
    np.testing.assert_allclose(sampling.beta_pdf([0, 1], 2.5, 1), [0, 2.5])
    np.testing.assert_allclose(sampling.beta_pdf([0, 1], 4, 0.2), [0, math.inf])


def test_plot_sampler():
    """A histogram of area 1 over the draws, the pdf as a line, labels; a second call has axes of its own."""
    draws = sampling.sample_exponential(2.0, 3000, rng(13))
    first = sampling.plot_sampler(draws, lambda x: 2 * np.exp(-2 * x))
    second = sampling.plot_sampler(list(draws), lambda x: 1.0)
    area = sum(bar.get_width() * bar.get_height() for bar in first.patches)
    x, y = first.get_lines()[0].get_data()

    assert area == pytest.approx(1)
    assert (x[0], x[-1]) == pytest.approx((draws.min(), draws.max()))
    np.testing.assert_allclose(y, 2 * np.exp(-2 * x))
    assert first.get_xlabel()
    assert first.get_ylabel()
    assert first is not second
    plt.close("all")
