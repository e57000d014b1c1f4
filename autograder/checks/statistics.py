"""Distribution checks with a declared rate of false rejection, and the planners beside them.

Every bound is exact or holds for every sample size: both binomial tails for proportions (Clopper and Pearson,
Biometrika 26, 1934) and counts (with Bonferroni's factor over the categories), the Dvoretzky-Kiefer-Wolfowitz
inequality with Massart's constant (Annals of Probability 18, 1990) for distribution functions, Hoeffding's inequality
(JASA 58, 1963) for means of bounded quantities.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats

from autograder.checks.failures import CheckFailed
from autograder.checks.numeric import Floats, as_floats
from autograder.checks.plain import shown

FALSE_REJECT = 1e-9
GAP = 0.05
POWER = 0.9999
MOST = 2**31
_HINT = "The draws do not follow the distribution that the question describes."


def proportion_is(successes: Any, n: int, p: float, *, false_reject: float = FALSE_REJECT, hint: str = _HINT) -> None:
    """Of n independent trials, `successes` is a likely number at probability p (two-sided binomial tails).

    Raises:
        CheckFailed: a right sampler does that with probability at most `false_reject`, or it is no such number.
        ValueError: n < 1 or p is outside [0, 1].
    """
    if not (n >= 1 and 0 <= p <= 1):
        raise ValueError(f"n = {n} and p = {p}; n is 1 or more and p lies in [0, 1]")
    count = as_floats(successes)
    # Asked so that nan, which loses every comparison, is refused.
    if count.ndim or not (0 <= count <= n and count == np.floor(count)):
        raise CheckFailed(f"{shown(count)} is no number of successes in {n} trials", hint=hint)
    tail = min(stats.binom.cdf(count, n, p), stats.binom.sf(count - 1, n, p))
    if tail < false_reject / 2:
        raise CheckFailed(f"{shown(count)} of {n} at p = {p:.6g}: tail {tail:.3g}", hint=hint)


def counts_are(counts: Any, probabilities: Any, *, false_reject: float = FALSE_REJECT, hint: str = _HINT) -> None:
    """Counts of categories are likely under the probabilities: each binomial, with Bonferroni's factor.

    Categories missing at the end count 0, as `np.bincount` leaves them out.

    Raises:
        CheckFailed: one category's count is too unlikely, or there are more categories, or no counts at all.
        ValueError: the probabilities are no vector >= 0 with the sum 1.
    """
    seen, p = as_floats(counts), np.asarray(probabilities, dtype=float)
    if p.ndim != 1 or not np.all(p >= 0) or not abs(p.sum() - 1) <= 1e-6:
        raise ValueError(f"the probabilities are {p}; they are a vector of values >= 0 with the sum 1")
    if seen.ndim != 1 or seen.size > p.size or not (np.all(seen >= 0) and 0 < seen.sum() < math.inf):
        raise CheckFailed(f"{shown(seen)} are no counts of {p.size} categories", hint=hint)
    n = int(seen.sum())
    for index, (count, chance) in enumerate(zip(np.pad(seen, (0, p.size - seen.size)), p, strict=True)):
        try:
            proportion_is(count, n, float(min(1.0, chance)), false_reject=false_reject / p.size, hint=hint)
        except CheckFailed as failed:
            raise CheckFailed(f"category {index}: {failed}", hint=hint) from None


def cdf_is(samples: Any, cdf: Callable[[Any], Any], *, false_reject: float = FALSE_REJECT, hint: str = _HINT) -> None:
    """Samples stay within the DKW band around the distribution function of their law, which may have jumps.

    `cdf` is vectorised and right-continuous; the samples may have any shape.

    Raises:
        CheckFailed: they leave it, there are none, or one is nan.
        ValueError: `cdf` leaves [0, 1].
    """
    x = np.sort(_draws(samples, hint))
    n = x.size
    points, first, times = np.unique(x, return_index=True, return_counts=True)
    # Just below a point the samples have not jumped yet, and neither has a law with an atom there.
    at = np.asarray(cdf(points), dtype=float)
    below = np.asarray(cdf(np.nextafter(points, -np.inf)), dtype=float)
    if not (np.all((at >= 0) & (at <= 1)) and np.all((below >= 0) & (below <= 1))):
        raise ValueError("cdf gives values outside [0, 1], which no distribution function does")
    gap = float(max(np.max(np.abs((first + times) / n - at)), np.max(np.abs(first / n - below))))
    if not gap <= _band(n, false_reject):
        raise CheckFailed(f"largest distance {gap:.4g}, band {_band(n, false_reject):.4g} at n = {n}", hint=hint)


def mean_is(
    samples: Any, expected: float, *, low: float, high: float, false_reject: float = FALSE_REJECT, hint: str = _HINT
) -> None:
    """The mean of samples from [low, high] is within Hoeffding's bound of `expected`.

    Raises:
        CheckFailed: it is not, a sample lies outside or is nan, or there are none.
        ValueError: low, expected, high are not finite and in this order.
    """
    if not (-math.inf < low <= expected <= high < math.inf):
        raise ValueError(f"low, expected, high are {low}, {expected}, {high}; they are finite and in this order")
    x = _draws(samples, hint)
    if not (x.min() >= low and x.max() <= high):
        raise CheckFailed(f"samples span {x.min():.4g} to {x.max():.4g}", hint=hint)
    bound = (high - low) * _band(x.size, false_reject)
    if not abs(float(x.mean()) - expected) <= bound:
        raise CheckFailed(f"mean {x.mean():.6g}, expected {expected:.6g} within {bound:.3g}", hint=hint)


def _draws(samples: Any, hint: str) -> Floats:
    x = as_floats(samples).ravel()
    if x.size == 0 or np.any(np.isnan(x)):
        raise CheckFailed(f"{x.size} draws, {int(np.isnan(x).sum())} of them nan", hint=hint)
    return x


def _band(n: int, false_reject: float) -> float:
    """What n draws exceed with probability at most `false_reject`: Massart's, and for a mean in [0, 1] Hoeffding's."""
    return math.sqrt(math.log(2 / false_reject) / (2 * n))


def draws_for_proportion(
    gap: float = GAP, power: float = POWER, false_reject: float = FALSE_REJECT, p: float | None = None
) -> int:
    """Draws with which `proportion_is` sees that a probability is off by `gap`, with that power.

    For a declared probability `p`, or the worst one (near one half) where it is None. Exact binomial tails.

    Raises:
        ValueError: an argument is outside (0, 1), or p - gap and p + gap are outside [0, 1].
    """
    _between_0_and_1(gap=gap, power=power, false_reject=false_reject)
    if p is None:
        declared = np.linspace(max(0.0, 0.5 - gap), min(0.5, 1 - gap), 11)
        truth = declared + gap
    else:
        _between_0_and_1(p=p)
        truth = np.array([other for other in (p - gap, p + gap) if 0 <= other <= 1])
        declared = np.full_like(truth, p)
    if not truth.size:
        raise ValueError(f"gap = {gap}; from p = {p} it leads outside [0, 1] on both sides")

    # Over all p power is a saw, too: one count to spare holds for the probabilities between those that are tried.
    spare = 1 if p is None else 0

    def sees(n: int) -> bool:
        # All cases in one call: a hidden test plans anew for each submission, and SciPy takes its time over each call.
        low, high = stats.binom.ppf(false_reject / 2, n, declared), stats.binom.isf(false_reject / 2, n, declared)
        seen = stats.binom.cdf(low - 1 - spare, n, truth) + stats.binom.sf(high + spare, n, truth)
        return bool(np.all(seen >= power))

    return _smallest(sees)


def draws_for_counts(
    k: int, gap: float = GAP, power: float = POWER, false_reject: float = FALSE_REJECT, p: float | None = None
) -> int:
    """The same for `counts_are` with k categories, which share the rate, when one of them is off by `gap`.

    Raises:
        ValueError: k < 1, or as there.
    """
    if k < 1:
        raise ValueError(f"k = {k}; there is 1 category or more")
    return draws_for_proportion(gap, power, false_reject / k, p)


def draws_for_cdf(gap: float = GAP, power: float = POWER, false_reject: float = FALSE_REJECT) -> int:
    """Draws with which `cdf_is` sees a distribution function that is off by `gap` somewhere, with that power.

    Massart's bound for the test, the exact binomial law of the draws below that point for the power.

    Raises:
        ValueError: an argument is outside (0, 1).
    """
    _between_0_and_1(gap=gap, power=power, false_reject=false_reject)
    truths = np.linspace(gap, 1.0, 101)

    def enough(n: int) -> bool:
        # The band lets whole counts pass; a truth is worst where its last passing count lies on the band's edge.
        passing = np.floor(n * (truths - gap + _band(n, false_reject)))
        worst = np.clip(passing / n + gap - _band(n, false_reject), 0.0, 1.0)
        return bool(np.all(stats.binom.sf(passing, n, worst) >= power))

    return _smallest(enough)


def _smallest(enough: Callable[[int], bool]) -> int:
    """A number that is enough where one less is not; power is a saw over whole numbers, so not surely the least."""
    high = 1
    while not enough(high):
        high *= 2
        if high > MOST:
            raise ValueError(f"more than {MOST} draws would be needed; choose a larger gap")
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _between_0_and_1(**values: float) -> None:
    for name, value in values.items():
        if not 0 < value < 1:
            raise ValueError(f"{name} = {value}; it lies between 0 and 1")
