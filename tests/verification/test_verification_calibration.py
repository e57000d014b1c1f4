"""Statistical checks, measured: a small, seeded part of what the acceptance script measures."""

import pytest
from scipy import stats

from autograder.verification import calibration
from autograder.verification.calibration import Measured, clopper_pearson, misses, rejections


@pytest.mark.parametrize("kind", calibration.KINDS)
def test_right_draws_are_rejected_no_more_often_than_declared(kind):
    """At the rate .1, where 400 runs show much: not even by the lower end of the interval."""
    found = rejections(kind, 0.1, 400)

    assert found.holds
    assert found.runs == 400
    assert found.errors > 0 or kind == "mean"  # Hoeffding's bound is far from sharp


@pytest.mark.parametrize("kind", calibration.KINDS)
def test_draws_that_are_off_by_the_gap_are_rejected(kind):
    """With the planned draws, at power .99 for a gap of .2, and not because everything is rejected."""
    found = misses(kind, 300, gap=0.2, power=0.99, false_reject=1e-3)

    assert found.holds
    assert found.errors <= stats.binom.isf(1e-6, 300, 0.01)
    assert rejections(kind, 1e-9, 50).errors == 0


def test_a_measurement_is_the_same_again_on_several_processes():
    """Each thousand runs has its own seed."""
    one, two = (rejections("proportion", 0.1, 1500, workers=workers) for workers in (1, 2))

    assert one == two
    assert one.errors != rejections("proportion", 0.1, 1500, seed=1).errors


@pytest.mark.parametrize(("errors", "strict", "holds"), [(0, True, True), (85, True, False), (90, False, True), (140, False, False)])
def test_a_broken_promise_is_seen(errors, strict, holds):
    """Strictly the whole interval lies within the declaration; else it must reach it."""
    assert Measured("cdf", "right draws rejected", 0.01, 10, 10_000, errors, strict).holds is holds


@pytest.mark.parametrize(("successes", "n"), [(0, 10), (1, 10), (5, 10), (10, 10), (3, 1000)])
def test_intervals_miss_each_side_as_rarely_as_said(successes, n):
    """At its ends the interval's binomial tails are 2.5 per cent each, or it ends at 0 or 1."""
    low, high = clopper_pearson(successes, n)

    assert low == 0 if successes == 0 else stats.binom.sf(successes - 1, n, low) == pytest.approx(0.025)
    assert high == 1 if successes == n else stats.binom.cdf(successes, n, high) == pytest.approx(0.025)
    assert clopper_pearson(successes, n, 0.5)[1] - clopper_pearson(successes, n, 0.5)[0] < high - low


@pytest.mark.parametrize("args", [(-1, 10), (11, 10), (0, 0), (1, 2, 1.0)])
def test_what_is_no_count_has_no_interval(args):
    """The author's mistake."""
    with pytest.raises(ValueError, match="successes"):
        clopper_pearson(*args)
