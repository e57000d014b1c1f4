"""The reference solutions of `bayes` where formulas from the blackboard lose their digits, and on malformed shapes."""

import math
import warnings

import matplotlib.pyplot as plt
import mpmath
import numpy as np
import pytest

from solutions import bayes


@pytest.fixture(autouse=True)
def _strict():
    """40 digits in mpmath, and every warning is an error, NumPy's too."""
    with mpmath.workdps(40), warnings.catch_warnings(), np.errstate(over="raise", invalid="raise"):
        warnings.simplefilter("error")
        yield


def log_beta(a, b):
    return mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)


# Digits ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("a", "b"), [(1e6, 3e6), (1e10, 1e10), (1e14, 2e13), (1e-8, 1e-3), (1e-300, 5.0)])
@pytest.mark.parametrize(("heads", "tails"), [(1, 0), (1, 1), (3, 7), (500, 400)])
def test_log_evidence_of_sharp_and_vague_priors(a, b, heads, tails):
    """mpmath agrees to twelve digits, where differences of log B are wrong in the fifth."""
    with mpmath.workdps(400):
        exact_a, exact_b = mpmath.mpf(a), mpmath.mpf(b)
        want = log_beta(exact_a + heads, exact_b + tails) - log_beta(exact_a, exact_b)
        factor = float(want + (heads + tails) * mpmath.log(2))
    flips = [1] * heads + [0] * tails
    assert bayes.log_evidence(a, b, flips) == pytest.approx(float(want), rel=1e-12)
    assert bayes.log_bayes_factor(a, b, flips) == pytest.approx(factor, rel=1e-9, abs=1e-12)


def test_bayes_factor_of_a_prior_that_becomes_the_fair_coin():
    """Beta(a, a) with ever larger a has ever less to say against the fair coin: a factor of about -1 / (2 a)."""
    for a in (1e3, 1e6, 1e9):
        assert bayes.log_bayes_factor(a, a, [1, 0]) == pytest.approx(math.log1p(-1 / (2 * a + 1)), rel=1e-6, abs=1e-14)


@pytest.mark.parametrize(("a", "b", "m"), [(1e10, 1e10, 40), (2e12, 5e11, 1000), (0.01, 0.02, 3000), (1e-200, 3.0, 6)])
def test_predictive_heads_of_sharp_and_vague_beliefs(a, b, m):
    """mpmath agrees to nine digits in the middle, at the ends and between."""
    got = bayes.predictive_heads(a, b, [1, 0, 0], m)
    with mpmath.workdps(60):
        after_a, after_b = mpmath.mpf(a) + 1, mpmath.mpf(b) + 2
        for k in {0, 1, m // 3, m // 2, m - 1, m}:
            log = mpmath.log(mpmath.binomial(m, k)) + log_beta(after_a + k, after_b + m - k) - log_beta(after_a, after_b)
            assert got[k] == pytest.approx(float(mpmath.exp(log)), rel=1e-9, abs=1e-300)
    assert got.shape == (m + 1,)
    assert got.sum() == pytest.approx(1, rel=1e-12)


def test_mode_of_an_almost_flat_belief():
    """a - 1 = 2^-52 and b - 1 = 3 * 2^-52 are exact floats: the mode is one quarter."""
    tick = 2.0**-52
    assert bayes.beta_summary(1 + tick, 1 + 3 * tick)["mode"] == 0.25


@pytest.mark.parametrize(("tau0", "sigma"), [(1e-200, 1e-200), (1e200, 1e200), (1e-200, 1.0), (1.0, 1e-200), (1e160, 2.0)])
def test_normal_update_of_sds_whose_squares_are_no_floats(tau0, sigma):
    """Neither 1 / sd^2 nor sd^2 is formed."""
    mean, sd = bayes.normal_update(3.0, tau0, [5.0, 9.0], sigma)
    prior, noise = 1 / mpmath.mpf(tau0) ** 2, 2 / mpmath.mpf(sigma) ** 2
    assert mean == pytest.approx(float((3 * prior + 7 * noise) / (prior + noise)), rel=1e-12)
    assert sd == pytest.approx(float(1 / mpmath.sqrt(prior + noise)), rel=1e-12)


def test_normal_update_without_data_is_the_prior_itself():
    """Not a rounding away from it."""
    for mu0, tau0 in [(0.1, 0.7), (1e12, 1e-200), (-3.3, 1e200)]:
        assert bayes.normal_update(mu0, tau0, [], 0.3) == (mu0, tau0)


def test_normal_update_of_a_vague_prior_far_away():
    """A huge prior mean under a huge prior sd does not leak into the answer, nor does it vanish where it counts."""
    mean, sd = bayes.normal_update(1e6, 1e6, [0.25], 1e-3)
    assert mean == pytest.approx(0.25 + 1e-12, rel=1e-12)
    assert sd == pytest.approx(1e-3)


def test_float32_scalars_do_not_make_it_a_float32_calculation():
    """The answer for a NumPy float32 is that for the same number as a float."""
    for function, args in [
        (bayes.positive_predictive_value, (0.01, 0.95, 0.95)), (bayes.credible_interval, (2.3, 4.1, 0.95)),
        (bayes.normal_update, (0.1, 0.3, 7.7, 0.9)), (bayes.kalman_step, (0.1, 0.3, 0.7, 0.9, 0.2)),
        (bayes.beta_summary, (2.3, 4.1)), (bayes.ppv_after, (3, 0.01, 0.95, 0.9)),
    ]:
        narrow = [np.float32(arg) for arg in args]
        wide = [float(arg) for arg in narrow]
        got, want = function(*narrow), function(*wide)
        assert got == want
        assert {type(part) for part in (got.values() if isinstance(got, dict) else np.atleast_1d(got))} <= {
            float, np.float64
        }


def test_predictive_value_of_products_that_underflow():
    """Nobody healthy tests positive, so who does is ill, however rare that is."""
    assert bayes.positive_predictive_value(1e-200, 1e-200, 1.0) == 1.0
    assert bayes.ppv_after(10**9, 0.3, 0.2, 1.0) == 1.0


def test_table_of_products_that_underflow():
    """The first outcome has probability 1e-350; given it, the first hypothesis is certain all the same."""
    table = bayes.joint_table([1e-200, 1.0], [[1e-150, 1.0], [0.0, 1.0]])
    np.testing.assert_allclose(table["conditional"], [[1.0, 1e-200], [0.0, 1.0]], rtol=1e-9)


def test_table_of_an_impossible_outcome():
    """P(h|d) of an outcome that never happens is nan; the others are not touched."""
    table = bayes.joint_table([0.5, 0.5], [[0.0, 1.0], [0.0, 1.0]])
    assert np.isnan(table["conditional"][:, 0]).all()
    np.testing.assert_allclose(table["conditional"][:, 1], 0.5)


def test_a_belief_that_was_too_small_for_a_float_comes_back():
    """Two observations of weight 1e-200 against the first hypothesis, then two for it: back at the prior."""
    rows = [[1e-200, 1.0], [1e-200, 1.0], [1.0, 1e-200], [1.0, 1e-200]]
    beliefs = bayes.sequential_posteriors([0.25, 0.75], rows)
    assert beliefs[2, 0] == 0.0
    np.testing.assert_allclose(beliefs[-1], [0.25, 0.75], rtol=1e-9)


@pytest.mark.parametrize(("a", "b", "level"), [
    (0.5, 0.4, 0.9), (0.3, 200.0, 0.95), (500.0, 300.0, 0.999), (1.0, 1.0, 1e-6), (2.0, 3.0, 1 - 1e-9),
])
def test_credible_interval_far_out(a, b, level):
    """Each end leaves (1 - level) / 2 outside, by mpmath's incomplete Beta function."""
    low, high = bayes.credible_interval(a, b, level)
    tail = (1 - level) / 2
    below = mpmath.betainc(a, b, 0, low, regularized=True)
    above = mpmath.betainc(b, a, 0, 1 - mpmath.mpf(high), regularized=True)
    assert float(below) == pytest.approx(tail, rel=1e-6)
    assert float(above) == pytest.approx(tail, rel=1e-6)


# Shapes and sums ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("function", "args", "name"), [
    (bayes.posterior, ([[0.5, 0.5]], [[1, 1]]), "prior"),
    (bayes.joint_table, ([0.5, 0.5], [[0.5, 0.5], [1.0]]), "conditional"),
    (bayes.joint_table, ([0.5, 0.5], [0.5, 0.5]), "conditional"),
    (bayes.joint_table, ([[0.5, 0.5]], [[0.5, 0.5], [1.0, 0.0]]), "prior"),
    (bayes.sequential_posteriors, ([0.5, 0.5], [1.0, 1.0]), "likelihoods"),
    (bayes.sequential_posteriors, ([0.5, 0.5], [[1, 1, 1], [1, 1, 1]]), "likelihoods"),
    (bayes.sequential_posteriors, ([0.5, 0.5], [[1, 1], [1]]), "likelihoods"),
    (bayes.grid_posterior, ([0, 0, 0], [0, 0], [0, 1]), "log_prior_values"),
    (bayes.grid_posterior, ([0, 0], [0, 0, 0], [0, 1]), "log_lik_values"),
    (bayes.grid_posterior, ([0], [0, 0], [0, 1]), "log_prior_values"),
    (bayes.map_with_flat_prior, ([1, 2, 3], [1, 2]), "log_lik_values"),
    (bayes.prior_weight, (1, 1, math.inf), "n"),
    (bayes.predictive_heads, (1, 1, [], 2.5), "m"),
    (bayes.plot_updates, ([(2, 2), (1, math.nan)],), "b"),
])
def test_malformed_arguments(function, args, name):
    """What does not fit together is a ValueError that names an argument, not an accident of NumPy's."""
    with pytest.raises(ValueError, match=rf"\b{name}\b"):
        function(*args)


@pytest.mark.parametrize("off", [1e-6, -1e-6, 9e-7])
def test_sums_within_the_tolerance(off):
    """A sum that is 1e-6 off is a distribution still, wherever one is asked for."""
    near = [0.25, 0.75 + off]
    np.testing.assert_allclose(bayes.posterior(near, [1, 1]), near, rtol=3e-6)
    assert bayes.joint_table(near, [near, near])["joint"].shape == (2, 2)
    assert bayes.sequential_posteriors(near, []).tolist() == [near]


@pytest.mark.parametrize("off", [1.1e-3, -1.1e-3])
def test_sums_beyond_the_tolerance(off):
    """A sum that is 1e-3 off is a mistake."""
    far = [0.25, 0.75 + off]
    for call in (lambda: bayes.posterior(far, [1, 1]), lambda: bayes.joint_table(far, [[1.0], [1.0]]),
                 lambda: bayes.sequential_posteriors(far, [])):
        with pytest.raises(ValueError, match="prior"):
            call()
    with pytest.raises(ValueError, match="conditional"):
        bayes.joint_table([0.5, 0.5], [far, [0.5, 0.5]])


def test_results_are_not_the_arguments():
    """Writing into a result leaves the prior alone."""
    prior, alpha = np.array([0.25, 0.75]), np.array([1.0, 2.0])
    bayes.sequential_posteriors(prior, [])[0, 0] = 9.0
    bayes.dirichlet_update(alpha, [0, 0])[0] = 9.0
    assert prior.tolist() == [0.25, 0.75]
    assert alpha.tolist() == [1.0, 2.0]


def test_plot_updates_of_equal_and_of_no_beliefs():
    """A belief that comes twice has two legend texts; without beliefs there are axes without a legend, and no warning."""
    twice = bayes.plot_updates(np.array([[2.0, 3.0], [2.0, 3.0]]))
    none = bayes.plot_updates([])
    assert len({text.get_text() for text in twice.get_legend().get_texts()}) == 2
    assert list(none.get_lines()) == []
    plt.close("all")
