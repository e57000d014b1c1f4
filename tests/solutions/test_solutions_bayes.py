"""The reference solutions of `bayes` against oracles that do not use them: closed values, sums, quadrature, mpmath."""

import math
from fractions import Fraction

import matplotlib.pyplot as plt
import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from solutions import bayes

mpmath.mp.dps = 40
positive = st.floats(0.05, 60.0)
probability = st.floats(0.01, 0.99)
coins = st.lists(st.integers(0, 1), max_size=30)


def simplex(size):
    return st.lists(st.floats(0.01, 1.0), min_size=size, max_size=size).map(lambda v: np.array(v) / sum(v))


def log_beta(a, b):
    return mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)


# The rule -------------------------------------------------------------------------------------------------------------


def test_posterior_of_two_coins():
    """A fair coin and one with two heads, after heads: one third and two thirds."""
    np.testing.assert_allclose(bayes.posterior([0.5, 0.5], [0.5, 1.0]), [1 / 3, 2 / 3])


@given(simplex(4), st.lists(st.floats(1e-3, 50.0), min_size=4, max_size=4))
def test_posterior_in_exact_arithmetic(prior, likelihood):
    """Fractions give the same posterior."""
    products = [Fraction(p) * Fraction(v) for p, v in zip(prior.tolist(), likelihood, strict=True)]
    want = [float(product / sum(products)) for product in products]
    np.testing.assert_allclose(bayes.posterior(prior, likelihood), want, rtol=1e-12)


def test_posterior_of_a_product_that_underflows():
    """1e-200 times 1e-150 keeps its share."""
    np.testing.assert_allclose(bayes.posterior([1e-200, 3e-200, 1.0], [1e-150, 1e-150, 0.0]), [0.25, 0.75, 0.0])


def test_posterior_leaves_the_impossible_at_exactly_zero():
    """A hypothesis without prior or without likelihood has posterior 0."""
    assert bayes.posterior([0.5, 0.5, 0.0], [0.0, 0.2, 9.0]).tolist() == [0.0, 1.0, 0.0]


def test_joint_table_by_hand():
    """Prior (1/4, 3/4), rows (1/2, 1/2) and (1/5, 4/5), worked out with pencil and paper."""
    table = bayes.joint_table([0.25, 0.75], [[0.5, 0.5], [0.2, 0.8]])

    assert list(table) == ["joint", "marginal", "conditional"]
    np.testing.assert_allclose(table["joint"], [[0.125, 0.125], [0.15, 0.6]])
    np.testing.assert_allclose(table["marginal"], [0.275, 0.725])
    np.testing.assert_allclose(table["conditional"], [[0.125 / 0.275, 0.125 / 0.725], [0.15 / 0.275, 0.6 / 0.725]])


@given(simplex(3), st.lists(simplex(5), min_size=3, max_size=3))
def test_joint_table_holds_together(prior, rows):
    """The joint sums to 1 and to the prior; the columns of the conditional are posteriors."""
    table = bayes.joint_table(prior, rows)

    np.testing.assert_allclose(table["joint"].sum(axis=1), prior)
    np.testing.assert_allclose(table["marginal"].sum(), 1)
    for outcome in range(5):
        column = bayes.posterior(prior, np.array(rows)[:, outcome])
        np.testing.assert_allclose(table["conditional"][:, outcome], column)


def test_answer_terms():
    """What stands behind the bar is given."""
    assert bayes.answer_terms == {
        "P(theta)": "prior", "P(D|theta)": "likelihood", "P(D)": "evidence", "P(theta|D)": "posterior",
    }


# Base rates -----------------------------------------------------------------------------------------------------------


def test_predictive_value_of_the_lecture():
    """1% ill, 95% and 95%: 95 of 590 positives, .161017; after two positives .7848."""
    assert bayes.positive_predictive_value(0.01, 0.95, 0.95) == pytest.approx(95 / 590, rel=1e-12)
    assert round(bayes.positive_predictive_value(0.01, 0.95, 0.95), 6) == 0.161017
    assert bayes.ppv_after(2, 0.01, 0.95, 0.95) == pytest.approx(0.95**2 / (0.95**2 + 99 * 0.05**2))


@given(st.integers(0, 40), probability, probability, probability)
def test_predictive_value_in_exact_arithmetic(k, prevalence, sensitivity, specificity):
    """Fractions give the same value, for one test and for k."""
    p, found, cleared = Fraction(prevalence), Fraction(sensitivity), Fraction(specificity)
    ill, well = p * found**k, (1 - p) * (1 - cleared) ** k
    assert bayes.ppv_after(k, prevalence, sensitivity, specificity) == pytest.approx(float(ill / (ill + well)))
    if k == 1:
        assert bayes.positive_predictive_value(prevalence, sensitivity, specificity) == pytest.approx(
            float(ill / (ill + well))
        )


def test_predictive_value_of_thousands_of_tests():
    """Powers underflow, their ratio does not."""
    with mpmath.workdps(60):
        ratio = (mpmath.mpf("0.3001") / mpmath.mpf("0.3")) ** 5000
        want = float(ratio / (1 + ratio))
    assert bayes.ppv_after(5000, 0.5, 0.3001, 0.7) == pytest.approx(want, rel=1e-6)
    assert bayes.ppv_after(20_000, 0.001, 0.9, 0.5) == 1.0
    assert bayes.ppv_after(20_000, 0.9, 0.1, 0.5) == 0.0


def test_predictive_value_at_the_ends():
    """Nobody ill, everybody ill, no false alarms, no test at all."""
    assert bayes.positive_predictive_value(0.0, 0.9, 0.9) == 0.0
    assert bayes.positive_predictive_value(1.0, 0.4, 0.3) == 1.0
    assert bayes.positive_predictive_value(0.2, 0.5, 1.0) == 1.0
    assert bayes.ppv_after(3, 0.2, 0.5, 1.0) == 1.0
    assert bayes.ppv_after(0, 0.07, 0.0, 1.0) == 0.07


@given(simplex(3), st.lists(st.lists(st.floats(0.01, 5.0), min_size=3, max_size=3), max_size=6))
def test_sequential_ends_where_one_big_update_does(prior, rows):
    """One update with the product of all likelihoods is the last row; row 0 is the prior."""
    beliefs = bayes.sequential_posteriors(prior, rows)

    assert beliefs.shape == (len(rows) + 1, 3)
    np.testing.assert_array_equal(beliefs[0], prior)
    products = prior * np.prod(np.reshape(rows, (-1, 3)), axis=0)
    np.testing.assert_allclose(beliefs[-1], products / products.sum(), rtol=1e-9)


def test_sequential_over_a_long_time():
    """Three thousand tiny likelihoods do not underflow."""
    last = bayes.sequential_posteriors([0.5, 0.5], [[1e-200, 1.001e-200]] * 3000)[-1]
    assert last[1] == pytest.approx(1 / (1 + 1.001**-3000))


# The coin -------------------------------------------------------------------------------------------------------------


def test_beta_of_the_lecture():
    """Beta(2, 2) and 6 heads, 4 tails: Beta(8, 6), mean .571, mode .583; 8 of 10: Beta(10, 4), 5/7, .75; P5."""
    assert bayes.beta_update(2, 2, [1, 1, 0, 1, 0, 0, 1, 1, 0, 1]) == (8.0, 6.0)
    assert round(bayes.beta_summary(8, 6)["mean"], 3) == 0.571
    assert round(bayes.beta_summary(8, 6)["mode"], 3) == 0.583
    assert bayes.beta_update(2, 2, [1] * 8 + [0] * 2) == (10.0, 4.0)
    assert bayes.beta_summary(10, 4)["mean"] == pytest.approx(5 / 7)
    assert bayes.beta_summary(10, 4)["mode"] == pytest.approx(0.75)
    assert bayes.beta_update(2, 2, [0] * 5) == (2.0, 7.0)
    assert bayes.beta_summary(2, 7)["mode"] == pytest.approx(1 / 7)
    assert bayes.beta_summary(2, 7)["mean"] == pytest.approx(2 / 9)


@given(positive, positive)
def test_beta_summary_against_scipy_and_a_grid(a, b):
    """SciPy has the same mean and variance; the mode is where the log density is largest on a fine grid."""
    summary = bayes.beta_summary(a, b)

    assert summary["mean"] == pytest.approx(float(stats.beta.mean(a, b)))
    assert summary["var"] == pytest.approx(float(stats.beta.var(a, b)))
    if a > 1 and b > 1:
        grid = np.linspace(0, 1, 20_001)[1:-1]
        best = grid[np.argmax((a - 1) * np.log(grid) + (b - 1) * np.log1p(-grid))]
        assert summary["mode"] == pytest.approx(best, abs=1e-4)


@pytest.mark.parametrize(("a", "b", "mode"), [
    (1, 1, math.nan), (0.5, 0.5, math.nan), (0.3, 0.9, math.nan), (1, 3, 0.0), (0.5, 2, 0.0), (0.5, 1, 0.0),
    (4, 1, 1.0), (2, 0.5, 1.0), (1, 0.5, 1.0),
])
def test_beta_mode_on_the_boundary(a, b, mode):
    """Flat or two peaks: nan; else the end where the density is highest."""
    assert bayes.beta_summary(a, b)["mode"] == pytest.approx(mode, nan_ok=True)


@given(positive, positive, st.integers(1, 200), st.data())
def test_prior_weight_mixes_prior_mean_and_share(a, b, n, data):
    """w times the prior mean and 1 - w times the share of heads is the posterior mean."""
    heads = data.draw(st.integers(0, n))
    weight = bayes.prior_weight(a, b, n)
    assert weight * a / (a + b) + (1 - weight) * heads / n == pytest.approx((a + heads) / (a + b + n))
    assert bayes.prior_weight(a, b, 0) == 1.0


@given(positive, positive, coins, st.integers(0, 12))
def test_predictive_heads_is_the_beta_binomial(a, b, flips, m):
    """SciPy's beta-binomial of the posterior, of shape (m + 1,), with sum 1."""
    got = bayes.predictive_heads(a, b, flips, m)

    want = stats.betabinom.pmf(np.arange(m + 1), m, a + sum(flips), b + len(flips) - sum(flips))
    np.testing.assert_allclose(got, want, rtol=1e-7)
    assert got.sum() == pytest.approx(1)


def test_predictive_heads_far_ahead():
    """A flat belief makes every number of heads alike; others agree with mpmath at thousands of flips."""
    np.testing.assert_allclose(bayes.predictive_heads(1, 1, [], 4000), np.full(4001, 1 / 4001))
    got = bayes.predictive_heads(2.5, 0.7, [1, 1, 0], 5000)
    for k in (0, 17, 2500, 4999, 5000):
        choose = mpmath.log(mpmath.binomial(5000, k))
        want = mpmath.exp(choose + log_beta(mpmath.mpf("4.5") + k, mpmath.mpf("1.7") + 5000 - k)
                          - log_beta(mpmath.mpf("4.5"), mpmath.mpf("1.7")))
        assert got[k] == pytest.approx(float(want), rel=1e-6)


@given(positive, positive, coins)
def test_log_evidence_by_the_chain_rule(a, b, flips):
    """Each flip predicted from those before: the product is the evidence; the fair coin's is 2^-n."""
    want, heads, tails = 0.0, a, b
    for flip in flips:
        want += math.log((heads if flip else tails) / (heads + tails))
        heads, tails = heads + flip, tails + 1 - flip
    assert bayes.log_evidence(a, b, flips) == pytest.approx(want, abs=1e-9)
    assert bayes.log_bayes_factor(a, b, flips) == pytest.approx(want + len(flips) * math.log(2), abs=1e-9)


def test_log_evidence_by_quadrature():
    """The integral of likelihood times prior density."""
    value, _ = integrate.quad(lambda t: t**4 * (1 - t) ** 3 * stats.beta.pdf(t, 2.5, 1.5), 0, 1)
    assert bayes.log_evidence(2.5, 1.5, [1, 1, 0, 1, 0, 0, 1]) == pytest.approx(math.log(value))


def test_log_evidence_of_thousands_of_flips():
    """mpmath agrees where B itself underflows."""
    want = log_beta(mpmath.mpf(3002), mpmath.mpf(1004)) - log_beta(mpmath.mpf(2), mpmath.mpf(4))
    assert bayes.log_evidence(2, 4, [1] * 3000 + [0] * 1000) == pytest.approx(float(want), rel=1e-9)


@given(st.floats(0.3, 40.0), st.floats(0.3, 40.0), st.floats(0.05, 0.99))
def test_credible_interval_leaves_equal_tails(a, b, level):
    """mpmath's incomplete Beta function finds (1 - level) / 2 on each side."""
    low, high = bayes.credible_interval(a, b, level)

    below = float(mpmath.betainc(a, b, 0, low, regularized=True))
    inside = float(mpmath.betainc(a, b, low, high, regularized=True))
    assert below == pytest.approx((1 - level) / 2, rel=1e-6)
    assert inside == pytest.approx(level, rel=1e-6)


def test_credible_interval_has_the_level_95_by_default():
    """Of the flat belief, 2.5% are cut off each end."""
    assert bayes.credible_interval(1, 1) == pytest.approx((0.025, 0.975))


# Other families -------------------------------------------------------------------------------------------------------


def test_dirichlet():
    """Counts are added class by class; with two classes it is the Beta."""
    assert bayes.dirichlet_update([0.5, 2.0, 3.5], [4, 0, 7]).tolist() == [4.5, 2.0, 10.5]
    assert bayes.dirichlet_predictive([0.5, 3.0, 2.5, 2.0]).tolist() == [0.0625, 0.375, 0.3125, 0.25]
    assert bayes.dirichlet_update([2.0, 2.0], [6, 4]).tolist() == list(bayes.beta_update(2, 2, [1] * 6 + [0] * 4))
    assert bayes.dirichlet_predictive([8.0, 6.0])[0] == pytest.approx(bayes.beta_summary(8, 6)["mean"])


@given(st.floats(-5, 5), st.floats(0.2, 5), st.lists(st.floats(-5, 5), max_size=6), st.floats(0.2, 5))
def test_normal_update_by_quadrature(mu0, tau0, x, sigma):
    """Mean and sd of prior times likelihood on a fine grid."""
    grid = np.linspace(-80, 80, 40_001)
    logs = stats.norm.logpdf(grid, mu0, tau0) + sum(stats.norm.logpdf(xi, grid, sigma) for xi in x)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    mean = weights @ grid
    want = (mean, math.sqrt(weights @ (grid - mean) ** 2))
    assert bayes.normal_update(mu0, tau0, x, sigma) == pytest.approx(want, rel=1e-6, abs=1e-6)


def test_normal_update_of_extreme_priors():
    """A vague prior leaves the data's mean, a sharp one stays."""
    assert bayes.normal_update(0.0, 1e8, [4.0, 6.0], 1.0) == pytest.approx((5.0, 0.5**0.5))
    assert bayes.normal_update(3.0, 1e-6, [4.0, 6.0], 1.0) == pytest.approx((3.0, 1e-6))


def test_gamma_poisson_by_quadrature():
    """The mean of prior times likelihood is that of Gamma(a', rate b')."""
    a, b = bayes.gamma_poisson_update(2.5, 0.5, [3, 1, 4, 1])

    def weight(rate):
        return stats.gamma.pdf(rate, 2.5, scale=1 / 0.5) * np.prod(stats.poisson.pmf([3, 1, 4, 1], rate))

    total, first, second = (integrate.quad(lambda r, n=n: r**n * weight(r), 0, 60)[0] for n in range(3))
    mean = first / total
    assert (a, b) == (11.5, 4.5)
    assert a / b == pytest.approx(mean)
    assert a / b**2 == pytest.approx(second / total - mean**2)


@given(st.floats(-5, 5), st.floats(0, 5), st.floats(-5, 5), st.floats(0, 5), st.floats(0.01, 5))
def test_kalman_step_is_a_normal_update_after_the_drift(mean, var, y, q, r):
    """With variance var + q in front, it is the conjugate normal with one observation."""
    predicted = var + q
    got = bayes.kalman_step(mean, var, y, q, r)
    if predicted > 1e-6:
        mu, tau = bayes.normal_update(mean, math.sqrt(predicted), [y], math.sqrt(r))
        assert got == pytest.approx((mu, tau**2), rel=1e-6, abs=1e-9)
    else:
        assert got == pytest.approx((mean, predicted), abs=1e-2)


def test_kalman_step_with_a_perfect_measurement():
    """r = 0 gives exactly (y, 0), however far the belief was."""
    assert bayes.kalman_step(1e10, 2.0, 0.3, 0.1, 0.0) == (0.3, 0.0)
    assert bayes.kalman_step(1.5, 0.0, 9.0, 0.0, 2.0) == (1.5, 0.0)
    assert bayes.kalman_step(0.0, 1e10, 2.0, 1.0, 1.0) == pytest.approx((2.0, 1.0), rel=1e-9)


# Grids ----------------------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(0.01, 2.0), min_size=2, max_size=12), st.floats(-5000, 5000), st.data())
def test_grid_posterior_is_a_density(steps, shift, data):
    """Its trapezoid integral is 1 on any grid, a constant in the logs changes nothing, ratios are those of the product."""
    grid = np.cumsum(steps)
    logs = [np.array(data.draw(st.lists(st.floats(-20, 20), min_size=len(steps), max_size=len(steps)))) for _ in "pl"]
    density = bayes.grid_posterior(logs[0] + shift, logs[1], grid)

    assert sum((density[:-1] + density[1:]) / 2 * np.diff(grid)) == pytest.approx(1)
    product = np.exp(sum(logs) - max(sum(logs)))
    np.testing.assert_allclose(density / density.max(), product, rtol=1e-8)


def test_grid_posterior_finds_the_conjugate_one():
    """On a fine grid the Beta posterior comes out."""
    grid = np.linspace(0.0005, 0.9995, 4000)
    got = bayes.grid_posterior(np.log(grid * (1 - grid)), 6 * np.log(grid) + 4 * np.log1p(-grid), grid)
    np.testing.assert_allclose(got, stats.beta.pdf(grid, 8, 6), atol=1e-5)


def test_grid_posterior_with_impossible_points():
    """-inf is density 0 there, and the rest has area 1."""
    got = bayes.grid_posterior([0.0, -math.inf, 0.0], [-math.inf, 0.0, 0.0], [0.0, 1.0, 3.0])
    assert got.tolist() == [0.0, 0.0, 1.0]


def test_map_with_flat_prior():
    """The grid's value, the first of equals, far below what exp can show."""
    assert bayes.map_with_flat_prior([-3.0, -1.0, -1.0], [0.1, 0.4, 0.9]) == 0.4
    assert bayes.map_with_flat_prior([-math.inf, -9000.0, -8000.0], [1, 2, 4]) == 4.0


# Simulation and figure ------------------------------------------------------------------------------------------------


def test_posterior_predictive_draws():
    """Draws have the beta-binomial law, an integer type, and their own bias each."""
    draws = bayes.sample_posterior_predictive(3.0, 1.5, 6, 60_000, np.random.default_rng(7))

    assert draws.dtype.kind == "i"
    law = stats.betabinom.pmf(np.arange(7), 6, 3.0, 1.5)
    assert stats.chisquare(np.bincount(draws, minlength=7), law * draws.size).pvalue > 1e-6


def test_posterior_predictive_draws_use_their_generator_only():
    """Equal states give equal draws, and none or no flips are fine."""
    one, two = (bayes.sample_posterior_predictive(2, 3, 9, 40, np.random.default_rng(5)) for _ in range(2))

    np.testing.assert_array_equal(one, two)
    rng = np.random.default_rng(0)
    assert bayes.sample_posterior_predictive(2, 3, 9, 0, rng).shape == (0,)
    assert bayes.sample_posterior_predictive(2, 3, 0, 4, rng).tolist() == [0, 0, 0, 0]


def test_plot_updates():
    """New axes with one labelled density for each pair, in order."""
    params = [(2, 2), (8, 6), (1.5, 9)]
    axes, other = bayes.plot_updates(params), bayes.plot_updates(params[:1])

    assert axes is not other
    for line, (a, b) in zip(axes.get_lines(), params, strict=True):
        np.testing.assert_allclose(line.get_ydata(), stats.beta.pdf(line.get_xdata(), a, b))
    assert len({text.get_text() for text in axes.get_legend().get_texts()}) == 3
    assert axes.get_xlabel()
    assert axes.get_ylabel()
    plt.close("all")
