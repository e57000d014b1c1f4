"""What statistical checks promise is written down while a list is open, whether they pass or fail."""

import numpy as np
import pytest

from autograder.checks import (
    CheckFailed,
    Promise,
    cdf_is,
    counts_are,
    covariance_is,
    draws_for_cdf,
    draws_for_covariance,
    draws_for_independence,
    draws_for_mean,
    draws_for_proportion,
    independent,
    mean_is,
    promises,
    proportion_is,
)

U = np.random.default_rng(4).random(400)
Z = np.random.default_rng(4).normal(size=(50, 2))


def test_every_statistical_check_promises():
    """Kind, draws, rate, gap, power, what the planner asks for, and the law."""
    with promises() as kept:
        proportion_is(30, 100, 0.3)
        counts_are([50, 30, 20], [0.5, 0.3, 0.2], gap=0.1)
        cdf_is(U, lambda x: x, false_reject=1e-6)
        mean_is(U, 0.5, low=0.0, high=1.0, power=0.99)
        independent(U, lambda x: x)
        independent([0, 1, 0, 0], probabilities=[0.5, 0.5])
        covariance_is(Z, [0.0, 0.0], np.eye(2), gap=0.2)

    assert [promise.kind for promise in kept] == [
        "proportion", "counts", "cdf", "mean", "independence", "independence", "covariance"]
    assert [promise.n for promise in kept] == [100, 100, 400, 400, 400, 4, 50]
    assert kept[0] == Promise("proportion", 100, 1e-9, 0.05, 0.9999, draws_for_proportion(p=0.3), {"p": 0.3})
    assert kept[2].needed == draws_for_cdf(false_reject=1e-6)
    assert kept[3].needed == draws_for_mean(0.0, 1.0, power=0.99)
    assert (kept[3].law, kept[3].power) == ({"low": 0.0, "high": 1.0, "expected": 0.5}, 0.99)
    assert kept[4].needed == draws_for_independence()
    assert (kept[5].law, kept[5].needed) == (
        {"probabilities": (0.5, 0.5)}, draws_for_independence(probabilities=[0.5, 0.5]))
    assert (kept[6].needed, kept[6].gap) == (draws_for_covariance(2, 0.2), 0.2)
    assert kept[1].law == {"probabilities": (0.5, 0.3, 0.2)}
    assert kept[1].needed < draws_for_proportion(0.1, false_reject=1e-9 / 3) + 50


def test_a_failing_check_promises_too():
    """The gate reads promises of tests that wrong answers fail."""
    with promises() as kept:
        with pytest.raises(CheckFailed):
            proportion_is(99, 100, 0.1)
        with pytest.raises(CheckFailed):
            cdf_is(U**3, lambda x: x)

    assert [promise.kind for promise in kept] == ["proportion", "cdf"]


def test_lists_are_kept_apart():
    """An inner list takes what runs within it; without a list nothing is planned, so a gap too small does no harm."""
    with promises() as outer:
        proportion_is(3, 10, 0.3)
        with promises() as inner:
            proportion_is(4, 10, 0.3)
    proportion_is(3, 10, 0.3, gap=1e-8)

    assert (len(outer), len(inner)) == (1, 1)
    with promises(), pytest.raises(ValueError, match="larger gap"):
        proportion_is(3, 10, 0.3, gap=1e-8)
