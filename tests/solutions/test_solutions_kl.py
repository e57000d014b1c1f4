"""The reference solutions of `kl` against oracles that do not use them: literals, brute force, SciPy, quadrature, sums."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special, stats
from scipy.spatial import distance

from solutions import kl

number = st.floats(-5.0, 5.0)
scale = st.floats(0.2, 5.0)
base = st.sampled_from([2, 10, math.e, 0.5])


def simplex(size, least=0.0):
    """Distributions over `size` outcomes; some of their probabilities are 0 if `least` is."""
    return (st.lists(st.floats(least, 1.0), min_size=size, max_size=size)
            .filter(lambda v: sum(v) > 0.1).map(lambda v: np.array(v) / sum(v)))


pairs = st.integers(1, 6).flatmap(lambda size: st.tuples(simplex(size), simplex(size, 0.01)))
tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: simplex(shape[0] * shape[1]).map(lambda v: v.reshape(shape)))


# Information ----------------------------------------------------------------------------------------------------------


def test_surprises_of_the_lecture():
    """A coin, a die, a lottery, one token of 50,000, the sunrise."""
    bits = kl.surprise([1 / 2, 1 / 6, 1 / 1024, 1 / 50_000, 1.0], base=2)
    assert np.round(bits, 3).tolist() == [1.0, 2.585, 10.0, 15.610, 0.0]
    assert kl.surprise(0.0) == math.inf
    assert math.copysign(1, kl.surprise(1.0)) == 1


@given(st.floats(0.001, 1.0), st.floats(0.001, 1.0), base)
def test_surprises_of_independent_events_add_up(p, q, unit):
    """And each is the logarithm of 1/p."""
    assert kl.surprise(p * q, unit) == pytest.approx(kl.surprise(p, unit) + kl.surprise(q, unit), abs=1e-12)
    assert kl.surprise(p, unit) == pytest.approx(math.log(1 / p, unit), abs=1e-12)


@given(pairs, base)
def test_entropies_against_scipy(pair, unit):
    """SciPy's entropy has the formulas for one distribution and for two."""
    p, q = pair
    nats = math.log(unit)
    assert kl.entropy(p, unit) == pytest.approx(stats.entropy(p) / nats, rel=1e-9, abs=1e-12)
    assert kl.kl(p, q, unit) == pytest.approx(stats.entropy(p, q) / nats, rel=1e-9, abs=1e-12)
    assert kl.extra_bits(p, q) == pytest.approx(stats.entropy(p, q) / math.log(2), rel=1e-9, abs=1e-12)


@given(pairs)
def test_inequalities_and_sums_of_information(pair):
    """0 <= H <= log K; KL >= 0, and 0 for p itself; H(p, q) = H(p) + KL(p || q)."""
    p, q = pair
    assert -1e-12 <= kl.entropy(p) <= math.log(p.size) + 1e-12
    assert kl.kl(p, q) >= -1e-12
    assert kl.kl(p, p) == 0.0
    assert kl.cross_entropy_of(p, q) == pytest.approx(kl.entropy(p) + kl.kl(p, q), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("size", [1, 2, 8, 1000])
def test_the_uniform_has_the_largest_entropy(size):
    """log2 K bits, and KL from it to any p is what p lacks."""
    uniform = np.full(size, 1 / size)
    assert kl.entropy(uniform, base=2) == pytest.approx(math.log2(size))
    other = np.arange(1, size + 1) / np.arange(1, size + 1).sum()
    assert kl.kl(other, uniform) == pytest.approx(math.log(size) - kl.entropy(other), abs=1e-12)


def test_coins_of_the_lecture():
    """One bit for a fair coin, .469 at .9, 0 for a certain one; the entropy of a coin is that of two outcomes."""
    bits = kl.binary_entropy([0.0, 0.5, 0.9, 1.0], base=2)
    assert np.round(bits, 3).tolist() == [0.0, 1.0, 0.469, 0.0]
    for p in (0.0, 0.1, 0.37, 1.0):
        assert kl.binary_entropy(p) == pytest.approx(kl.entropy([p, 1 - p]), abs=1e-15)


def test_divergences_of_the_lecture():
    """.7 against .5: .0823 nats, .1187 bits; the other way .0872."""
    assert round(kl.kl([0.7, 0.3], [0.5, 0.5]), 4) == 0.0823
    assert round(kl.extra_bits([0.7, 0.3], [0.5, 0.5]), 4) == 0.1187
    assert round(kl.kl([0.5, 0.5], [0.7, 0.3]), 4) == 0.0872


def test_impossible_outcomes():
    """Where q = 0 < p it is inf, where p = 0 nothing."""
    assert kl.kl([0.5, 0.5], [1.0, 0.0]) == kl.cross_entropy_of([0.5, 0.5], [1.0, 0.0]) == kl.extra_bits([0, 1], [1, 0]) == math.inf
    assert kl.kl([1.0, 0.0], [0.5, 0.5]) == pytest.approx(math.log(2))
    assert kl.kl([1.0, 0.0], [1.0, 0.0]) == kl.cross_entropy_of([1, 0], [1, 0]) == kl.entropy([0, 1, 0]) == 0.0


@given(simplex(4, 0.01), st.integers(0, 3))
def test_p8(q, label):
    """For a one-hot truth cross-entropy and KL are both -log q of the label."""
    truth = np.eye(4)[label]
    assert kl.cross_entropy_of(truth, q) == kl.kl(truth, q) == pytest.approx(-math.log(q[label]))


@given(simplex(3, 0.01), simplex(3, 0.01), simplex(2, 0.01), simplex(2, 0.01))
def test_divergence_of_independent_pairs(p, q, r, s):
    """KL of products is the sum of the KLs."""
    product = kl.kl(np.outer(p, r).ravel(), np.outer(q, s).ravel())
    assert product == pytest.approx(kl.kl(p, q) + kl.kl(r, s), rel=1e-9, abs=1e-12)


# Codes ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("p", "mean"), [
    ([0.5, 0.25, 0.125, 0.125], 1.75), ([0.35, 0.17, 0.17, 0.16, 0.15], 2.30), ([0.125, 0.5, 0.125, 0.25], 1.75),
    ([1.0, 0.0], 1.0), ([0.0, 0.0, 1.0], 1.0), ([0.25] * 4, 2.0), ([0.9, 0.1], 1.0),
])
def test_codes_with_known_lengths(p, mean):
    """Of the curriculum, unsorted, and with symbols that never come."""
    lengths = kl.huffman_lengths(p)
    assert kl.average_length(p, lengths) == pytest.approx(mean, abs=1e-9)
    assert kl.kraft_sum(lengths) == 1.0


def test_other_codes_are_longer():
    """Shannon's and the unary code do for powers of 1/2, not for (.35, .17, .17, .16, .15)."""
    p = [0.35, 0.17, 0.17, 0.16, 0.15]
    assert kl.average_length(p, [2, 3, 3, 3, 3]) == pytest.approx(2.65)
    assert kl.average_length(p, [1, 2, 3, 4, 4]) == pytest.approx(2.44)
    assert kl.average_length([0.5, 0.25, 0.125, 0.125], [1, 2, 3, 3]) == 1.75


@given(st.integers(2, 5).flatmap(simplex))
def test_no_code_is_shorter(p):
    """Brute force over all lengths that Kraft's inequality allows."""
    codes = (code for code in itertools.product(range(1, p.size), repeat=p.size) if sum(2.0**-n for n in code) <= 1)
    least = min(float(np.dot(p, code)) for code in codes) if p.size > 2 else 1.0
    lengths = kl.huffman_lengths(p)
    assert kl.average_length(p, lengths) == pytest.approx(least, abs=1e-9)
    assert lengths.min() >= 1


@given(st.integers(2, 40).flatmap(simplex))
def test_codes_and_entropy(p):
    """H <= average length < H + 1, in bits, and the code is complete; a likelier symbol has no longer word."""
    lengths = kl.huffman_lengths(p)
    bits = kl.entropy(p, base=2)
    assert bits - 1e-9 <= kl.average_length(p, lengths) < bits + 1 + 1e-9
    assert kl.kraft_sum(lengths) == pytest.approx(1)
    order = np.argsort(-p, kind="stable")
    assert all(lengths[i] <= lengths[j] for i, j in itertools.pairwise(order) if p[i] > p[j])


def test_kraft_sums():
    """More than 1 where no prefix code has such words; NumPy's integers have no negative powers, and need none."""
    assert kl.kraft_sum(np.array([1, 2, 3, 3])) == 1.0
    assert kl.kraft_sum([1, 1, 2]) == 1.25
    assert kl.kraft_sum([3]) == 0.125
    assert kl.kraft_sum(np.array([2, 2], dtype=np.uint8)) == 0.5


# Forecasts, tables, samples -------------------------------------------------------------------------------------------


@given(simplex(3, 0.01), st.lists(simplex(3, 0.01), min_size=1, max_size=5))
def test_scores_are_cross_entropies_and_proper(p, others):
    """A row for each forecast, and no forecast scores better than the truth."""
    forecasts = np.array([*others, p])
    scores = kl.expected_score(p, forecasts)
    assert scores == pytest.approx([kl.cross_entropy_of(p, q) for q in forecasts])
    assert scores[-1] <= scores.min() + 1e-12
    assert scores[kl.best_forecast(p, forecasts)] == scores.min()


def test_the_best_forecast_is_not_the_most_accurate():
    """A sure forecast may be right more often, and has no finite score; ties take the first."""
    forecasts = [[1.0, 0.0], [0.9, 0.1], [0.55, 0.45], [0.55, 0.45]]
    assert kl.expected_score([0.6, 0.4], forecasts)[0] == math.inf
    assert kl.best_forecast([0.6, 0.4], forecasts) == 2
    assert kl.best_forecast([0.5, 0.5], [[1, 0], [0, 1]]) == 0


@given(tables, base)
def test_chain_rules(table, unit):
    """I = H(X) + H(Y) - H(X, Y); H(Y | X) = H(X, Y) - H(X) = H(Y) - I; the transposed table has the same I."""
    x, y, both = (kl.entropy(p, unit) for p in (table.sum(axis=1), table.sum(axis=0), table.ravel()))
    shared = kl.mutual_information(table, unit)
    assert shared == pytest.approx(x + y - both, rel=1e-9, abs=1e-10)
    assert kl.mutual_information(table.T, unit) == pytest.approx(shared, abs=1e-10)
    assert kl.conditional_entropy(table, unit) == pytest.approx(both - x, abs=1e-10)
    assert shared * math.log(unit) >= -1e-12


def test_tables_with_known_information():
    """0 at independence, H(X) at determinism, with zero rows and cells; H(Y | X) is a mean over rows."""
    assert kl.mutual_information(np.outer([0.2, 0.8], [0.5, 0.3, 0.2])) == pytest.approx(0, abs=1e-15)
    assert kl.mutual_information(np.diag([0.5, 0.25, 0.25]), base=2) == pytest.approx(1.5)
    assert kl.mutual_information([[0.0, 0.0], [0.5, 0.5]]) == 0.0
    assert kl.conditional_entropy([[0.0, 0.25], [0.0, 0.0], [0.75, 0.0]]) == 0.0
    rows = [[0.1, 0.3], [0.6, 0.0]]
    assert kl.conditional_entropy(rows) == pytest.approx(0.4 * kl.entropy([0.25, 0.75]))
    assert kl.conditional_entropy(np.transpose(rows)) == pytest.approx(0.7 * kl.entropy([1 / 7, 6 / 7]))


@given(st.lists(st.integers(0, 3), min_size=1, max_size=20), simplex(4, 0.01), number)
def test_data_against_a_model(data, q, log_prior):
    """Sums over the data, one by one: shares, the gap above the entropy, the penalised mean."""
    shares = kl.empirical(data, 4)
    nll = math.fsum(-math.log(q[label]) for label in data) / len(data)
    assert shares.tolist() == [data.count(label) / len(data) for label in range(4)]
    assert kl.mle_gap(data, q) == pytest.approx(nll - stats.entropy(shares), abs=1e-12)
    assert kl.penalised_mean_nll(data, q, log_prior) == pytest.approx(nll - log_prior / len(data), abs=1e-12)


def test_data_that_a_model_holds_impossible():
    """The gap and the objective are inf; labels that never come do no harm, and the histogram itself has no gap."""
    assert kl.mle_gap([0, 1], [1.0, 0.0]) == kl.penalised_mean_nll([0, 1], [1.0, 0.0], -1.0) == math.inf
    assert kl.penalised_mean_nll([0], [1.0, 0.0], -math.inf) == math.inf
    assert kl.mle_gap([0, 0, 1, 3], kl.empirical([0, 0, 1, 3], 4)) == 0.0
    assert kl.empirical([2], 3).tolist() == [0.0, 0.0, 1.0]


# Gaussians ------------------------------------------------------------------------------------------------------------


def test_p7_and_its_neighbour():
    """Variance .25 at 2: 2.318147 by both functions; sd .5 at 1: .818."""
    assert round(kl.kl_gaussian(2, 0.5, 0, 1), 6) == 2.318147
    assert round(kl.kl_to_standard([2.0], [math.log(0.25)]), 6) == 2.318147
    assert round(kl.kl_gaussian(2, 0.25, 0, 1), 6) == 2.917544  # the slip
    assert round(kl.kl_gaussian(1, 0.5, 0, 1), 3) == 0.818


@pytest.mark.parametrize(("m1", "s1", "m2", "s2"), [(0, 1, 0, 1), (2, 0.5, 0, 1), (-1, 3, 2, 0.7), (5, 0.1, 4, 0.2)])
def test_gaussians_by_quadrature(m1, s1, m2, s2):
    """The integrals that define entropy and divergence."""
    p, q = stats.norm(m1, s1), stats.norm(m2, s2)
    ends = (m1 - 12 * s1, m1 + 12 * s1)
    divergence, _ = integrate.quad(lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x)), *ends)
    entropy, _ = integrate.quad(lambda x: -p.pdf(x) * p.logpdf(x), *ends)
    assert kl.kl_gaussian(m1, s1, m2, s2) == pytest.approx(divergence, rel=1e-8, abs=1e-10)
    assert kl.gaussian_entropy(s1) == pytest.approx(entropy, rel=1e-8)


@given(number, scale, number, scale)
def test_gaussian_divergences(m1, s1, m2, s2):
    """Never negative, 0 for equals, unmoved by shift and scale; the standard one is a special case."""
    value = kl.kl_gaussian(m1, s1, m2, s2)
    assert value >= -1e-12
    assert kl.kl_gaussian(m1, s1, m1, s1) == 0.0
    assert kl.kl_gaussian(3 * m1 + 1, 3 * s1, 3 * m2 + 1, 3 * s2) == pytest.approx(value, rel=1e-9, abs=1e-12)
    assert kl.kl_to_standard([m1], [2 * math.log(s1)]) == pytest.approx(kl.kl_gaussian(m1, s1, 0, 1), rel=1e-9, abs=1e-12)


def test_narrow_gaussians_have_negative_entropy():
    """Doubling sigma adds log 2; at 1 it is 1.4189."""
    values = kl.gaussian_entropy([0.1, 1.0, 2.0])
    assert values[0] == pytest.approx(1.4189385 - math.log(10))
    assert values[1:].tolist() == pytest.approx([1.4189385, 1.4189385 + math.log(2)])


def test_divergences_of_a_batch():
    """Summed over the latents, one for each row."""
    mu, logvar = np.array([[0.0, 1.0], [2.0, -1.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [-1.0, 0.5], [0.0, 0.0]])
    rows = kl.kl_to_standard(mu, logvar)
    assert rows.shape == (3,)
    assert rows == pytest.approx([kl.kl_to_standard(m, v) for m, v in zip(mu, logvar, strict=True)])
    assert rows[0] == 0.5
    assert rows[2] == 0.0


# Estimates ------------------------------------------------------------------------------------------------------------


def test_estimate_is_the_mean_at_the_draws():
    """One call of the sampler; mean and standard error with ddof = 1 of the log ratio; not clipped at 0."""
    calls = []

    def sample(n, rng):
        calls.append((n, rng))
        return np.array([0.1, 0.4, -0.3])

    rng = np.random.default_rng(1)
    estimate = kl.kl_monte_carlo(stats.norm(0, 1).logpdf, stats.norm(1, 1).logpdf, sample, 3, rng)

    gaps = [0.5 - x for x in (0.1, 0.4, -0.3)]
    assert estimate == pytest.approx((np.mean(gaps), np.std(gaps, ddof=1) / math.sqrt(3)))
    assert calls == [(3, rng)]
    assert kl.kl_monte_carlo(lambda x: -1.0, lambda x: np.zeros(len(x)), sample, 2 + 1, rng) == (-1.0, 0.0)


def test_estimate_comes_to_the_divergence():
    """Within six standard errors of the closed form."""
    estimate, error = kl.kl_monte_carlo(
        stats.norm(1, 0.5).logpdf, stats.norm.logpdf, lambda n, rng: rng.normal(1, 0.5, n), 4000, np.random.default_rng(5))
    assert abs(estimate - kl.kl_gaussian(1, 0.5, 0, 1)) < 6 * error < 0.15


def test_a_draw_that_is_impossible_under_q():
    """Estimate and error are both inf, and nobody is warned."""
    def log_q(x):
        return np.where(x < 0, -np.inf, 0.0)

    found = kl.kl_monte_carlo(lambda x: 0.0, log_q, lambda n, rng: np.array([1.0, -1.0, 2.0]), 3, np.random.default_rng(0))
    assert found == (math.inf, math.inf)


# Losses ---------------------------------------------------------------------------------------------------------------


@given(pairs, base)
def test_jensen_shannon_against_scipy(pair, unit):
    """SciPy has its square root; it is symmetric and at most log 2, and the GAN's value follows."""
    p, q = pair
    value = kl.jensen_shannon(p, q)
    assert value == pytest.approx(distance.jensenshannon(p, q) ** 2, abs=1e-12)
    assert kl.jensen_shannon(q, p, unit) == pytest.approx(value / math.log(unit), abs=1e-12)
    assert -1e-12 <= value <= math.log(2) + 1e-12
    with np.errstate(divide="ignore", invalid="ignore"):
        best = p / (p + q)  # the discriminator; 0/0 is not there, as q > 0
    assert kl.gan_value(p, q) == pytest.approx(np.sum(special.xlogy(p, best) + special.xlog1py(q, -best)), abs=1e-12)


def test_ends_of_jensen_shannon():
    """0 and -2 log 2 for equals, log 2 (one bit) and 0 for distributions that share no outcome."""
    assert kl.jensen_shannon([0.3, 0.7], [0.3, 0.7]) == 0.0
    assert kl.jensen_shannon([1, 0], [0, 1], base=2) == 1.0
    assert kl.gan_value([0.3, 0.7], [0.3, 0.7]) == pytest.approx(-2 * math.log(2))
    assert kl.gan_value([1, 0], [0, 1]) == 0.0


@given(st.lists(st.tuples(number, number), min_size=1, max_size=5), st.floats(0.3, 10.0))
def test_distillation_against_scipy(logits, temperature):
    """T^2 times SciPy's KL of the softened distributions; a batch has the mean."""
    teacher, student = np.array(logits).T
    want = temperature**2 * stats.entropy(special.softmax(teacher / temperature), special.softmax(student / temperature))
    assert kl.distillation_loss(teacher, student, temperature) == pytest.approx(want, rel=1e-7, abs=1e-9)
    batch = kl.distillation_loss([teacher, teacher], [student, teacher], temperature)
    assert batch == pytest.approx(want / 2, rel=1e-7, abs=1e-9)


def test_distillation_at_high_temperature():
    """With T^2 it tends to half the variance of the differences of the logits, not to 0."""
    teacher, student = np.array([1.0, -2.0, 0.5]), np.array([0.0, 1.0, 3.0])
    assert kl.distillation_loss(teacher, student, 1e3) == pytest.approx(np.var(teacher - student) / 2, rel=1e-2)


@given(number, number, number, number, scale)
def test_preferences(w, l, ref_w, ref_l, beta):  # noqa: E741
    """-log sigmoid of the gap of rewards; the two orders have probabilities that sum to 1."""
    loss = kl.bradley_terry_loss(w, l)
    assert loss == pytest.approx(-math.log(special.expit(w - l)))
    assert math.exp(-loss) + math.exp(-kl.bradley_terry_loss(l, w)) == pytest.approx(1)
    gap = beta * ((w - ref_w) - (l - ref_l))
    assert kl.dpo_loss(w, l, ref_w, ref_l, beta) == pytest.approx(-special.log_expit(gap), rel=1e-9)


def test_preferences_of_equals():
    """log 2, whatever beta is, where policy and reference agree."""
    assert kl.bradley_terry_loss(3.0, 3.0) == kl.dpo_loss(-7.0, -9.0, -7.0, -9.0, 0.1) == pytest.approx(math.log(2))


@given(st.lists(st.tuples(number, number), min_size=1, max_size=5), scale)
def test_denoising_against_scipy(pairs_of_noise, sigma):
    """The sum of normal log densities; its slope in eps_hat is N / (2 sigma^2) times that of the MSE."""
    eps, guess = np.array(pairs_of_noise).T
    assert kl.denoising_nll(eps, guess, sigma) == pytest.approx(-stats.norm.logpdf(eps, guess, sigma).sum(), rel=1e-9, abs=1e-9)
    other = guess + 1
    change = kl.denoising_nll(eps, other, sigma) - kl.denoising_nll(eps, guess, sigma)
    mse = np.mean((eps - other) ** 2) - np.mean((eps - guess) ** 2)
    assert change == pytest.approx(mse * eps.size / (2 * sigma**2), rel=1e-7, abs=1e-7)


def test_loss_of_a_vae():
    """SciPy's log densities and the closed divergence; the constant counts once for each pixel; rows of a batch."""
    x, x_hat = np.array([[0.0, 0.5, 1.0], [1.0, 1.0, 0.0]]), np.array([[0.1, 0.4, 0.8], [0.0, 0.5, 0.5]])
    mu, logvar = np.array([[1.0, -1.0], [0.0, 0.0]]), np.array([[-0.5, 0.2], [0.0, 0.0]])
    rows = kl.negative_elbo(x, x_hat, mu, logvar, 0.3)
    want = -stats.norm.logpdf(x, x_hat, 0.3).sum(axis=1) + kl.kl_gaussian(mu, np.exp(logvar / 2), 0, 1).sum(axis=1)
    assert rows == pytest.approx(want)
    assert kl.negative_elbo(x[0], x_hat[0], mu[0], logvar[0], 0.3) == pytest.approx(want[0])
    assert kl.negative_elbo(x[0], x[0], [0], [0], 1.0) == pytest.approx(1.5 * math.log(2 * math.pi))


@given(number, number, scale, scale)
def test_gap_of_the_elbo(x, m, s, noise):
    """Log evidence minus ELBO, from the definition; 0 at the posterior."""
    evidence = stats.norm.logpdf(x, 0, math.hypot(1, noise))
    fit = -math.log(noise * math.sqrt(2 * math.pi)) - ((x - m) ** 2 + s**2) / (2 * noise**2)
    divergence = (s**2 + m**2 - 1) / 2 - math.log(s)
    assert kl.elbo_gap(x, m, s, noise) == pytest.approx(evidence - (fit - divergence), rel=1e-6, abs=1e-9)
    assert kl.elbo_gap(x, m, s, noise) >= 0
    variance = 1 / (1 + 1 / noise**2)
    assert kl.elbo_gap(x, variance * x / noise**2, math.sqrt(variance), noise) == pytest.approx(0, abs=1e-12)


@given(st.lists(number, min_size=1, max_size=6), scale, scale)
def test_entropy_rises_with_temperature(logits, first, second):
    """SciPy's entropy of the softmax, and the warmer is never the lower."""
    cold, warm = sorted((first, second))
    value = kl.entropy_at(logits, cold)
    assert value == pytest.approx(stats.entropy(special.softmax(np.array(logits) / cold)), rel=1e-9, abs=1e-12)
    assert kl.entropy_at(logits, warm) >= value - 1e-12


def test_entropy_of_what_is_left():
    """Impossible tokens do not count; one token has none."""
    assert kl.entropy_at([0.0, -math.inf, 0.0], 3.0) == pytest.approx(math.log(2))
    assert kl.entropy_at([-math.inf, 5.0], 0.1) == kl.entropy_at([7.0], 1.0) == 0.0


def test_directions_of_the_losses():
    """Only the encoder of a VAE takes its expectation under the model."""
    assert kl.answer_directions == {
        "MLE": "forward", "classifier cross-entropy": "forward", "VAE encoder": "reverse", "T^2 KL(teacher||student)": "forward"}
