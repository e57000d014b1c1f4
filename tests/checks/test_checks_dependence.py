"""Independence of successive draws and covariance of vectors: what is found, what is right, and the plans."""

import itertools

import numpy as np
import pytest
from scipy import signal, stats

from autograder.checks import (
    CheckFailed,
    cdf_is,
    counts_are,
    covariance_is,
    draws_for_covariance,
    draws_for_independence,
    independent,
)
from autograder.checks.bounds import directions, evenness, events

LAW = (0.1, 0.4, 0.3, 0.2)
N = draws_for_independence()


def uniform_cdf(x):
    return np.clip(x, 0.0, 1.0)


def refused(check, *args, **options):
    try:
        check(*args, **options)
    except CheckFailed as failed:
        return str(failed) if failed.hint else ""
    return ""


def pairs_of(first, second):
    return np.ravel(np.column_stack((first, second)))


U = np.random.default_rng(11).random(N)
H = U[: N // 2]
DEPENDENT = {
    "each draw twice": np.repeat(H, 2), "all draws again": np.tile(H, 2), "antithetic in turn": pairs_of(H, 1 - H),
    "antithetic halves": np.concatenate([H, 1 - H]), "sorted": np.sort(U), "sorted the other way": np.sort(U)[::-1],
    "stratified and shuffled": np.random.default_rng(2).permutation((np.arange(N) + U) / N),
    "quasi-random": stats.qmc.Halton(1, rng=np.random.default_rng(3)).random(N).ravel(),
    "every third again": np.where(np.arange(N) % 6 < 3, U, np.roll(U, 3)),
    "a tent of the one before": pairs_of(H, np.abs(2 * H - 1)), "one draw for all": np.full(N, 0.3),
}


@pytest.mark.parametrize("name", DEPENDENT)
def test_dependent_draws_are_found(name):
    """Nearly all of these have the right law, and none has independent draws."""
    assert "n = " in refused(independent, DEPENDENT[name], uniform_cdf)


@pytest.mark.parametrize("name", ["each draw twice", "antithetic halves", "a tent of the one before", "sorted"])
def test_only_a_test_of_independence_finds_them(name):
    """Their distribution function is right: draws repeated, mirrored or in order pass there."""
    cdf_is(DEPENDENT[name], uniform_cdf)


@pytest.mark.parametrize("correlation", [0.2, -0.2, 0.6])
def test_an_autoregression_is_found(correlation):
    """Each draw is normal with mean 0 and variance 1, and remembers a little of the one before."""
    noise = np.random.default_rng(5).normal(size=N)
    z = signal.lfilter([np.sqrt(1 - correlation**2)], [1, -correlation], noise)

    assert "lag 1" in refused(independent, z, stats.norm.cdf)


@pytest.mark.parametrize("samples", [U, U.astype(np.float32), U[:1], U[:2], U[:5], U[:1001], list(U[:300]), -np.log1p(-U)])
def test_independent_draws_pass(samples):
    """Any number of them, rounded to float32, of another law."""
    independent(samples, stats.expon.cdf if np.max(samples) > 1 else uniform_cdf)


def test_categories():
    """Independent ones pass, also where some are impossible or certain; each twice, in runs, or cycled fails."""
    g = np.random.default_rng(6)
    n = draws_for_independence(probabilities=LAW)
    right = g.choice(4, n, p=LAW)

    independent(right, probabilities=LAW)
    independent(2 * (g.random(n) < 0.3), probabilities=[0.7, 0.0, 0.3])
    independent(np.ones(50), probabilities=[0.0, 1.0])
    independent(g.integers(0, 200, n), probabilities=np.full(200, 1 / 200))
    independent(g.choice(3, n, p=[0.2, 0.5, 0.3]), probabilities=[0.2, 0.5, 0.3])
    for wrong in (np.repeat(right[: n // 2], 2), np.sort(right), np.tile(right[: n // 2], 2), np.repeat(right[: n // 20], 20)):
        assert "lag" in refused(independent, wrong, probabilities=LAW)
    counts_are(np.bincount(np.repeat(right[: n // 2], 2)), LAW)
    assert "lag" in refused(independent, np.arange(n) % 200, probabilities=np.full(200, 1 / 200))
    assert "too evenly" in refused(independent, g.permutation(np.arange(n) % 200), probabilities=np.full(200, 1 / 200))


@pytest.mark.parametrize("samples", [[], [0.5, np.nan], [0.0, 4.0], [0.5] * 4, [-1.0], [1, 0]])
def test_what_is_no_category_fails(samples):
    """Nothing, nan, fractions, numbers beyond the last, and a category of probability 0."""
    assert refused(independent, samples, probabilities=[0.0, 0.5, 0.25, 0.25])


def test_the_events_have_their_probabilities():
    """By enumeration: the chance that two independent draws agree, for every pair of sets."""
    for law in (None, LAW, (0.5, 0.5), (0.2, 0.0, 0.3, 0.5), (0.05,) * 20):
        cut = events(law)
        p = np.full(4, 0.25) if law is None else np.bincount(cut.group[np.array(law) > 0], weights=np.array(law)[np.array(law) > 0])
        for a, b in itertools.product(range(len(cut.sides)), repeat=2):
            chance = sum(p[i] * p[j] for i in range(len(p)) for j in range(len(p)) if cut.sides[a, i] == cut.sides[b, j])
            assert cut.agree[a, b] == pytest.approx(chance, abs=1e-12)


def test_evenness_is_bounded_from_above():
    """For all outcomes of 8 draws of three categories: counts that are as near happen at most as often as is said."""
    p, n = np.array([0.2, 0.3, 0.5]), 8
    outcomes = [np.array(c, dtype=float) for c in itertools.product(range(n + 1), repeat=3) if sum(c) == n]
    chance = np.array([stats.multinomial.pmf(c, n, p) for c in outcomes])
    said = np.array([evenness(c, p) for c in outcomes])

    for level in np.unique(said):
        assert chance[said <= level].sum() <= level + 1e-12
    assert said.min() < 1


@pytest.mark.parametrize("call", [
    lambda: independent([0.5]), lambda: independent([0.5], uniform_cdf, [1.0]), lambda: independent([0.5], lambda x: x + 1),
    lambda: independent([0], probabilities=[0.5]), lambda: draws_for_independence(gap=0.0), lambda: draws_for_covariance(0),
    lambda: draws_for_covariance(2, gap=1.0), lambda: covariance_is([[0.0, 0.0]], [0.0], np.eye(2)),
    lambda: covariance_is([[0.0, 0.0]], [0.0, 0.0], [[1.0, 1.0], [1.0, 1.0]]),
    lambda: covariance_is([[0.0, 0.0]], [0.0, 0.0], [[1.0, 0.5], [0.2, 1.0]]),
])
def test_the_authors_mistakes_are_value_errors(call):
    """A law that is none, both laws or neither, a plan that cannot be."""
    with pytest.raises(ValueError, match=r"\w"):
        call()


MEAN, COV = np.array([1.0, -2.0, 0.5]), np.array([[2.0, 0.6, 0.1], [0.6, 1.0, -0.3], [0.1, -0.3, 0.8]])
ROOT = np.linalg.cholesky(COV)
Z = np.random.default_rng(8).normal(size=(draws_for_covariance(3), 3))


@pytest.mark.parametrize("root", [ROOT, np.linalg.cholesky(COV[::-1, ::-1])[::-1, ::-1],
                                  np.linalg.svd(COV)[0] * np.sqrt(np.linalg.svd(COV)[1])])
def test_a_right_covariance_passes_whatever_the_factor(root):
    """Any L with L L^T = cov is right, in float32 too, and with few draws."""
    draws = MEAN + Z @ root.T

    covariance_is(draws, MEAN, COV)
    covariance_is(draws.astype(np.float32), MEAN, COV)
    covariance_is(draws[:1], MEAN, COV)


@pytest.mark.parametrize(("draws", "name"), [
    (MEAN + Z @ ROOT, "variance"), (MEAN + Z @ COV, "variance"), (MEAN + Z * np.sqrt(np.diag(COV)), "variance"),
    (Z @ ROOT.T, ""), (MEAN + 0.08 + Z @ ROOT.T, "mean"), (MEAN + 0.97 * Z @ ROOT.T, "variance"),
    (MEAN + Z[:1] @ ROOT.T + np.zeros((500, 3)), "variance"),
], ids=["transposed", "whole covariance", "no correlation", "no mean", "mean off", "scale off", "one draw for all"])
def test_a_wrong_covariance_is_found(draws, name):
    """Slips of the question, and laws that are off by the declared gap."""
    assert name in refused(covariance_is, draws, MEAN, COV)


@pytest.mark.parametrize("draws", [np.zeros((0, 3)), np.zeros((3, 4)), np.zeros(3), [[np.nan] * 3], [[np.inf] * 3], None])
def test_what_are_no_vectors_fails(draws):
    """Another shape, none, nan."""
    assert refused(covariance_is, draws, MEAN, COV)


def test_directions_are_unit_vectors():
    """d alone and d (d - 1) mixed ones."""
    assert directions(4).shape == (16, 4)
    np.testing.assert_allclose(np.linalg.norm(directions(4), axis=1), 1.0)


@pytest.mark.parametrize("law", [None, LAW, (0.9, 0.1), (0.5, 0.25, 0.25)])
def test_the_plan_for_independence_has_its_power(law):
    """By exact tails: each event that is off by the gap, either way, is seen among the pairs that every lag has."""
    n, cut = draws_for_independence(probabilities=law), events(law)
    tests = 4 * cut.agree.size + 1
    pairs = min(lag * (n // (2 * lag)) for lag in (1, 2, 3, n // 2))

    for p in np.unique(np.round(cut.agree, 12)):
        low, high = stats.binom.ppf(5e-10 / tests, pairs, p), stats.binom.isf(5e-10 / tests, pairs, p)
        for truth in (p - 0.05, p + 0.05):
            assert stats.binom.cdf(low - 1, pairs, truth) + stats.binom.sf(high, pairs, truth) >= 0.9999
