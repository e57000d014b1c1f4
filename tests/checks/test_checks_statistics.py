"""Distribution checks: their rate of false rejection, what they see, and their planners."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from autograder.checks import (
    CheckFailed,
    cdf_is,
    counts_are,
    draws_for_cdf,
    draws_for_counts,
    draws_for_proportion,
    mean_is,
    proportion_is,
)

NAN = float("nan")


def rejects(check, *args, **options):
    try:
        check(*args, **options)
    except CheckFailed as failed:
        return failed.hint != ""
    return False


def uniform_cdf(x):
    return np.clip(x, 0.0, 1.0)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.floats(0.0, 1.0), st.sampled_from([0.3, 0.05, 1e-3]))
def test_a_right_proportion_is_rejected_as_rarely_as_declared(n, p, false_reject):
    """Exactly: the probability of all rejected counts is at most the declared rate."""
    rejected = [s for s in range(n + 1) if rejects(proportion_is, s, n, p, false_reject=false_reject)]

    rate = math.fsum(math.comb(n, s) * p**s * (1 - p) ** (n - s) for s in rejected)
    assert rate <= false_reject * (1 + 1e-9)


def test_right_counts_are_rejected_as_rarely_as_declared():
    """Exactly, over all outcomes of 12 draws from 3 classes."""
    n, law = 12, np.array([0.5, 0.3, 0.2])
    outcomes = [c for c in itertools.product(range(n + 1), repeat=3) if sum(c) == n]

    rate = sum(stats.multinomial.pmf(c, n, law) for c in outcomes if rejects(counts_are, c, law, false_reject=0.1))

    assert 0 < rate <= 0.1


def test_a_right_mean_is_rejected_as_rarely_as_declared():
    """Exactly, for 30 draws of 0 and 1, where Hoeffding's inequality is not far from sharp."""
    n, p = 30, 0.4
    rejected = [s for s in range(n + 1)
                if rejects(mean_is, [1.0] * s + [0.0] * (n - s), p, low=0.0, high=1.0, false_reject=0.2)]

    assert 0 < float(np.sum(stats.binom.pmf(rejected, n, p))) <= 0.2


@pytest.mark.parametrize(("draw", "cdf"), [
    (lambda g: g.random(80), uniform_cdf), (lambda g: g.normal(size=(8, 10)), stats.norm.cdf),
    (lambda g: g.binomial(5, 0.4, 80), lambda x: stats.binom.cdf(x, 5, 0.4)),
    (lambda g: np.maximum(g.normal(size=80), 0.0), lambda x: np.where(x < 0, 0.0, stats.norm.cdf(x))),
], ids=["uniform", "normal, in rows", "with jumps", "with one atom"])
def test_right_samples_are_rejected_as_rarely_as_declared(draw, cdf):
    """Of 500 samples at rate .2 no more are rejected than that rate allows with probability 1 - 1e-6; not 0 of all laws."""
    g = np.random.default_rng(20)

    rejected = sum(rejects(cdf_is, draw(g), cdf, false_reject=0.2) for _ in range(500))

    assert rejected <= stats.binom.isf(1e-6, 500, 0.2)


def test_the_band_is_not_idle():
    """For a continuous law Massart's bound is nearly sharp: the rate is near the declared one."""
    g = np.random.default_rng(21)

    rejected = sum(rejects(cdf_is, g.random(400), uniform_cdf, false_reject=0.2) for _ in range(500))

    assert 60 <= rejected <= 140


@pytest.mark.parametrize("successes", [NAN, -1, 101, 50.5, [50], None, float("inf")])
def test_what_is_no_number_of_successes_is_rejected(successes):
    """Nan above all, which loses every comparison."""
    with pytest.raises(CheckFailed):
        proportion_is(successes, 100, 0.5)


def test_certain_events():
    """Probability 0 and 1 leave one count each."""
    proportion_is(0, 50, 0.0)
    proportion_is(np.int64(50), 50, 1.0)
    assert rejects(proportion_is, 1, 50, 0.0)
    assert rejects(proportion_is, 49, 50, 1.0)


def test_counts():
    """Right counts pass, trailing classes may be missing; impossible classes and wrong laws fail."""
    counts_are([5000, 3010, 1990], [0.5, 0.3, 0.2])
    counts_are(np.bincount([0, 1] * 50), [0.5, 0.5, 0.0])
    for wrong in ([2500, 4500, 3000], [5000, 3000, 1999, 1], [[5000, 3000, 2000]], [0, 0, 0], [], [NAN, 1, 1], [-1, 5, 5]):
        assert rejects(counts_are, wrong, [0.5, 0.3, 0.2])
    assert rejects(counts_are, [500, 499, 1], [0.5, 0.5, 0.0])


@pytest.mark.parametrize("samples", [[], [NAN] * 10, [0.5] * 9 + [NAN]])
def test_no_draws_and_nan_are_rejected(samples):
    """Neither says anything about a law."""
    assert rejects(cdf_is, samples, uniform_cdf)
    assert rejects(mean_is, samples, 0.5, low=0.0, high=1.0)


def test_wrong_samples_are_rejected():
    """Another law, its mirror image, and draws that all agree."""
    g = np.random.default_rng(3)

    assert rejects(cdf_is, g.random(4000) ** 2, uniform_cdf)
    assert rejects(cdf_is, 1 - g.random(4000) ** 2, uniform_cdf)
    assert rejects(cdf_is, np.full(4000, 0.5), uniform_cdf)
    assert rejects(cdf_is, g.exponential(2.0, 4000), lambda x: -np.expm1(-np.maximum(x, 0)))
    cdf_is([-math.inf, math.inf], stats.norm.cdf)


def test_means():
    """A mean that is off, and draws outside of the bounds, fail; the bounds themselves are allowed."""
    mean_is([0.0, 1.0] * 500, 0.5, low=0.0, high=1.0)
    mean_is([-2.0, 4.0] * 500, 1.0, low=-2.0, high=4.0)
    assert rejects(mean_is, [0.0, 1.0] * 500, 0.7, low=0.0, high=1.0)
    assert rejects(mean_is, [0.5] * 999 + [1.1], 0.5, low=0.0, high=1.0)


@pytest.mark.parametrize("call", [
    lambda: proportion_is(1, 0, 0.5), lambda: proportion_is(1, 2, 1.5), lambda: proportion_is(1, 2, NAN),
    lambda: counts_are([1], [0.5]), lambda: counts_are([1, 1], [1.5, -0.5]), lambda: cdf_is([1.0], lambda x: x + 1),
    lambda: mean_is([1.0], 2.0, low=0.0, high=1.0), lambda: mean_is([1.0], 0.5, low=0.0, high=math.inf),
    lambda: draws_for_proportion(gap=0.0), lambda: draws_for_proportion(power=1.0), lambda: draws_for_cdf(false_reject=0),
    lambda: draws_for_proportion(gap=0.6, p=0.5), lambda: draws_for_proportion(p=1.1), lambda: draws_for_counts(0),
    lambda: draws_for_proportion(gap=1e-6),
])
def test_the_authors_mistakes_are_value_errors(call):
    """A law that is none, or a plan that cannot be, is no student's fault."""
    with pytest.raises(ValueError, match=r"\w"):
        call()


def power_of(n, p, truth, false_reject):
    """By brute force: the probability under `truth` of the counts that `proportion_is` rejects."""
    s = np.arange(n + 1)
    tails = np.minimum(stats.binom.cdf(s, n, p), stats.binom.sf(s - 1, n, p))
    return float(stats.binom.pmf(s, n, truth)[tails < false_reject / 2].sum())


@pytest.mark.parametrize(("gap", "p"), [(0.05, None), (0.05, 0.2), (0.02, 0.5), (0.3, 0.1), (0.6, None)])
def test_the_planned_draws_see_the_gap(gap, p):
    """With the planned number every departure by the gap is seen with the declared power, by exact tails."""
    n = draws_for_proportion(gap, p=p)
    places = [p] if p is not None else [*np.linspace(0.01, 0.99, 15), *np.linspace(0.5 - gap, 0.5, 25).clip(0, 1)]

    for declared in places:
        for truth in (declared - gap, declared + gap):
            if 0 <= truth <= 1:
                assert power_of(n, declared, truth, 1e-9) >= 0.9999


def test_plans_are_not_wasteful():
    """The default plans are near the known sizes, and a tenth less would not do."""
    assert 9_000 <= draws_for_proportion() <= 10_000
    assert 10_000 <= draws_for_cdf() <= 10_700
    assert draws_for_proportion() < draws_for_counts(4) < draws_for_counts(100)
    assert power_of(round(0.9 * draws_for_proportion()), 0.475, 0.525, 1e-9) < 0.9999


def test_counts_share_the_rate():
    """K classes are planned at the rate's K-th part each."""
    assert draws_for_counts(5, 0.1) == draws_for_proportion(0.1, false_reject=1e-9 / 5)
    assert draws_for_counts(1) == draws_for_proportion()


def test_the_planned_draws_see_another_distribution_function():
    """Laws that differ by the gap at one point are rejected, 200 samples of 200."""
    gap, g = 0.1, np.random.default_rng(5)
    n = draws_for_cdf(gap)

    def shifted():
        below = g.random(n) < 0.5 + gap
        return np.where(below, 0.5 * g.random(n), 0.5 + 0.5 * g.random(n))

    assert all(rejects(cdf_is, shifted(), uniform_cdf) for _ in range(200))


@pytest.mark.parametrize("gap", [0.05, 0.2, 0.6])
def test_the_plan_for_distribution_functions_has_its_power(gap):
    """At the point of the gap the empirical function leaves the band with the declared power, by exact binomial tails."""
    n = draws_for_cdf(gap)
    band = math.sqrt(math.log(2 / 1e-9) / (2 * n))

    truths = np.linspace(gap, 1.0, 2000)
    assert stats.binom.cdf(np.floor(n * (truths - gap + band)), n, truths).max() <= 1.0001e-4
