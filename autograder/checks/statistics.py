"""Distribution checks with a declared rate of false rejection: a proportion, counts, a distribution function, a mean.

Every bound is exact or holds for every number of draws; its source is in `bounds`. Each check has a planner (`planning`)
and says what gap it promises to see with which power; what it promised goes into the ledger. Draws rounded to float32
are as right as others.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks import planning
from autograder.checks.bounds import FALSE_REJECT, GAP, POWER, band, tails
from autograder.checks.failures import CheckFailed
from autograder.checks.ledger import promised
from autograder.checks.numeric import Floats, as_floats
from autograder.checks.plain import shown

HINT = "The draws do not follow the distribution that the question describes."
FLOAT32 = 2.0**-23  # a value rounded to float32 is off by half of that, relative


def proportion_is(
    successes: Any, n: int, p: float, *, false_reject: float = FALSE_REJECT, gap: float = GAP, power: float = POWER,
    hint: str = HINT,
) -> None:
    """Of n independent trials, `successes` is a likely number at probability p (two-sided binomial tails).

    `gap` is that of the probability (`draws_for_proportion`).

    Raises:
        CheckFailed: a right sampler does that with probability at most `false_reject`, or it is no such number.
        ValueError: n < 1 or p is outside [0, 1].
    """
    if not (n >= 1 and 0 <= p <= 1):
        raise ValueError(f"n = {n} and p = {p}; n is 1 or more and p lies in [0, 1]")
    promised("proportion", n, false_reject, gap, power,
             lambda: planning.draws_for_proportion(gap, power, false_reject, float(p)), p=float(p))
    count = as_floats(successes)
    # Asked so that nan, which loses every comparison, is refused.
    if count.ndim or not (0 <= count <= n and count == np.floor(count)):
        raise CheckFailed(f"{shown(count)} is no number of successes in {n} trials", hint=hint)
    tail = float(tails(count, n, p))
    if tail < false_reject / 2:
        raise CheckFailed(f"{shown(count)} of {n} at p = {p:.6g}: tail {tail:.3g}, bound {false_reject / 2:.3g}", hint=hint)


def counts_are(
    counts: Any, probabilities: Any, *, false_reject: float = FALSE_REJECT, gap: float = GAP, power: float = POWER,
    hint: str = HINT,
) -> None:
    """Counts of categories are likely under the probabilities: each binomial, with Bonferroni's factor.

    Categories missing at the end count 0, as `np.bincount` leaves them out. `gap` is that of one category's probability
    (`draws_for_counts`).

    Raises:
        CheckFailed: one category's count is too unlikely, or there are more categories, or no counts at all.
        ValueError: the probabilities are no vector >= 0 with the sum 1.
    """
    seen, p = as_floats(counts), law_of(probabilities)
    if seen.ndim != 1 or seen.size > p.size or not (np.all(seen >= 0) and 0 < seen.sum() < math.inf):
        raise CheckFailed(f"{shown(seen)} are no counts of {p.size} categories", hint=hint)
    n = int(seen.sum())
    law = tuple(p.tolist())
    promised("counts", n, false_reject, gap, power,
             lambda: planning.draws_for_law(law, gap, power, false_reject), probabilities=law)
    seen = np.pad(seen, (0, p.size - seen.size))
    if np.any(seen != np.floor(seen)):
        raise CheckFailed(f"{shown(seen)} are no whole numbers", hint=hint)
    tail = tails(seen, n, p)
    worst, bound = int(np.argmin(tail)), false_reject / (2 * p.size)
    if tail[worst] < bound:
        raise CheckFailed(f"category {worst}: {seen[worst]:.0f} of {n} at p = {p[worst]:.6g}: tail {tail[worst]:.3g}, "
                          f"bound {bound:.3g}", hint=hint)


def law_of(probabilities: Any) -> Floats:
    """The author's probabilities as a vector with the sum 1.

    Raises:
        ValueError: they are none.
    """
    p = np.asarray(probabilities, dtype=float)
    if p.ndim != 1 or not np.all(p >= 0) or not abs(p.sum() - 1) <= 1e-6:
        raise ValueError(f"the probabilities are {p}; they are a vector of values >= 0 with the sum 1")
    return np.asarray(np.minimum(p / p.sum(), 1.0))


def cdf_is(
    samples: Any, cdf: Callable[[Any], Any], *, false_reject: float = FALSE_REJECT, gap: float = GAP,
    power: float = POWER, hint: str = HINT,
) -> None:
    """Samples stay within the DKW band around the distribution function of their law, which may have jumps.

    `cdf` is vectorised and right-continuous; the samples may have any shape. `gap` is the largest distance between the
    distribution functions (`draws_for_cdf`).

    Raises:
        CheckFailed: they leave it, there are none, or one is nan.
        ValueError: `cdf` leaves [0, 1].
    """
    x = np.sort(draws_of(samples, hint))
    n = x.size
    promised("cdf", n, false_reject, gap, power, lambda: planning.draws_for_cdf(gap, power, false_reject))
    points, first, times = np.unique(x, return_index=True, return_counts=True)
    # A draw that was rounded to float32 comes from a little to the left or right: a law with an atom there has jumped
    # on the one side and not on the other. Just below a point the samples have not jumped yet.
    reach = FLOAT32 * np.where(np.isfinite(points), np.abs(points), 0.0)
    above = np.asarray(cdf(points + reach), dtype=float)
    below = np.asarray(cdf(np.nextafter(points - reach, -np.inf)), dtype=float)
    if not (np.all((above >= 0) & (above <= 1)) and np.all((below >= 0) & (below <= 1))):
        raise ValueError("cdf gives values outside [0, 1], which no distribution function does")
    distance = float(max(np.max((first + times) / n - above), np.max(below - first / n)))
    if not distance <= band(n, false_reject):
        raise CheckFailed(f"largest distance {distance:.4g}, bound {band(n, false_reject):.4g} at n = {n}", hint=hint)


def mean_is(
    samples: Any, expected: float, *, low: float, high: float, false_reject: float = FALSE_REJECT, gap: float = GAP,
    power: float = POWER, hint: str = HINT,
) -> None:
    """The mean of samples from [low, high] is within Hoeffding's bound of `expected`.

    `gap` is that of the mean, in the units of the samples (`draws_for_mean`).

    Raises:
        CheckFailed: it is not, a sample lies outside or is nan, or there are none.
        ValueError: low, expected, high are not finite and in this order.
    """
    if not (-math.inf < low <= expected <= high < math.inf and low < high):
        raise ValueError(f"low, expected, high are {low}, {expected}, {high}; they are finite and in this order")
    x = draws_of(samples, hint)
    promised("mean", x.size, false_reject, gap, power,
             lambda: planning.draws_for_mean(low, high, gap, power, false_reject), low=low, high=high, expected=expected)
    rounded = 2 * FLOAT32 * max(abs(low), abs(high))
    if not (x.min() >= low - rounded and x.max() <= high + rounded):
        raise CheckFailed(f"samples span {x.min():.4g} to {x.max():.4g}, not within [{low:.4g}, {high:.4g}]", hint=hint)
    bound = (high - low) * band(x.size, false_reject) + rounded
    if not abs(float(x.mean()) - expected) <= bound:
        raise CheckFailed(f"mean {x.mean():.6g}, expected {expected:.6g}, bound {bound:.3g} at n = {x.size}", hint=hint)


def draws_of(samples: Any, hint: str) -> Floats:
    """A student's draws in order, as one vector.

    Raises:
        CheckFailed: there are none, or one is nan.
    """
    x = as_floats(samples).ravel()
    if x.size == 0 or np.any(np.isnan(x)):
        raise CheckFailed(f"{x.size} draws, {int(np.isnan(x).sum())} of them nan", hint=hint)
    return x
