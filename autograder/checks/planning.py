"""How many draws a statistical check needs to see a gap: a planner for each, exact or on the safe side, and cached.

Each says what its gap is. With the planned number, or more, a sampler that is off by the gap is rejected with at least
the declared power. Power over whole numbers is a saw: a count to spare on either side covers its teeth.
"""

import functools
import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy import stats

from autograder.checks.bounds import FALSE_REJECT, GAP, POWER, band, events, pair_tests
from autograder.checks.numeric import Floats

MOST = 2**31


@functools.cache
def draws_for_proportion(
    gap: float = GAP, power: float = POWER, false_reject: float = FALSE_REJECT, p: float | None = None
) -> int:
    """Draws with which `proportion_is` sees that a probability is off by `gap`, with that power.

    For a declared probability `p`, or the worst one (near one half) where it is None. Exact binomial tails.

    Raises:
        ValueError: gap, power or rate is outside (0, 1), p outside [0, 1], or p - gap and p + gap both are.
    """
    return _proportions(None if p is None else (p,), gap, power, false_reject)


@functools.cache
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


@functools.cache
def draws_for_law(probabilities: tuple[float, ...], gap: float, power: float, false_reject: float) -> int:
    """The same for these categories, whichever of them is off."""
    return _proportions(probabilities, gap, power, false_reject / len(probabilities))


@functools.cache
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
        passing = np.floor(n * (truths - gap + band(n, false_reject)))
        worst = np.clip(passing / n + gap - band(n, false_reject), 0.0, 1.0)
        return bool(np.all(stats.binom.sf(passing, n, worst) >= power))

    return _smallest(enough)


@functools.cache
def draws_for_mean(
    low: float, high: float, gap: float = GAP, power: float = POWER, false_reject: float = FALSE_REJECT
) -> int:
    """Draws with which `mean_is` sees a mean that is off by `gap`, in the units of the samples, with that power.

    Hoeffding's inequality for the test and for the power: more than enough for every law on [low, high].

    Raises:
        ValueError: low < high does not hold, power or rate is outside (0, 1), or gap outside (0, high - low).
    """
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"low, high are {low}, {high}; they are finite and in this order")
    share = gap / (high - low)
    _between_0_and_1(gap=share, power=power, false_reject=false_reject)

    def enough(n: int) -> bool:
        room = share - band(n, false_reject)
        return room > 0 and math.exp(-2 * n * room * room) <= 1 - power

    return _smallest(enough)


def draws_for_independence(
    gap: float = GAP, power: float = POWER, false_reject: float = FALSE_REJECT,
    probabilities: Sequence[float] | None = None,
) -> int:
    """Draws with which `independent` sees dependence of size `gap`, with that power.

    The gap is that of one event at one lag: the law is cut into two sets by its quarters (or groups of categories),
    two draws agree where both or neither is in its set, and the probability of that is off by the gap. For a normal
    autoregression of correlation r it is asin(r) / pi, so .05 is r = .16; draws that repeat have .5.

    Raises:
        ValueError: an argument is outside (0, 1).
    """
    return _independence(None if probabilities is None else tuple(map(float, probabilities)), gap, power, false_reject)


@functools.cache
def _independence(law: tuple[float, ...] | None, gap: float, power: float, false_reject: float) -> int:
    chances = tuple(sorted(set(np.round(events(law).agree.ravel(), 12).tolist())))
    if not chances:
        return 1
    # Half as many pairs as draws; the lags leave up to three of them over.
    return 2 * _proportions(chances, gap, power, false_reject / pair_tests(law)) + 6


@functools.cache
def draws_for_covariance(
    d: int, gap: float = GAP, power: float = POWER, false_reject: float = FALSE_REJECT
) -> int:
    """Draws with which `covariance_is` sees a normal law in d dimensions that is off by `gap`, with that power.

    The gap is that along one tested direction after whitening: there the variance is 1 - gap or 1 + gap in place of 1,
    or the mean is off by that many standard deviations. A correlation off by the gap between standard variables is one.
    Exact chi-square and normal laws.

    Raises:
        ValueError: d < 1, or another argument is outside (0, 1).
    """
    _between_0_and_1(gap=gap, power=power, false_reject=false_reject)
    if d < 1:
        raise ValueError(f"d = {d}; there is 1 dimension or more")
    rate = false_reject / (4 * d * d)

    def enough(n: int) -> bool:
        low, high = stats.chi2.ppf(rate, n), stats.chi2.isf(rate, n)
        seen = [stats.chi2.cdf(low / (1 - gap), n), stats.chi2.sf(high / (1 + gap), n),
                stats.norm.sf(stats.norm.isf(rate) - gap * math.sqrt(n))]
        return bool(min(seen) >= power)

    return _smallest(enough)


@functools.cache
def _proportions(declared: tuple[float, ...] | None, gap: float, power: float, false_reject: float) -> int:
    """Enough for whichever of these probabilities is off, or for all there are."""
    _between_0_and_1(gap=gap, power=power, false_reject=false_reject)
    if declared is None:
        claims = np.linspace(max(0.0, 0.5 - gap), min(0.5, 1 - gap), 11)
        truths = claims + gap
    else:
        if not all(0 <= p <= 1 for p in declared):
            raise ValueError(f"p = {declared}; a probability lies in [0, 1]")
        cases = [(p, other) for p in declared for other in (p - gap, p + gap) if 0 <= other <= 1]
        if not cases:
            raise ValueError(f"gap = {gap}; from p = {declared} it leads outside [0, 1] on both sides")
        claims, truths = np.array(cases).T
    return _smallest(lambda n: _seen(n, claims, truths, false_reject) >= power)


def _seen(n: int, claims: Floats, truths: Floats, false_reject: float) -> float:
    """The least power over the cases, with a count to spare on either side of what is accepted."""
    low, high = stats.binom.ppf(false_reject / 2, n, claims), stats.binom.isf(false_reject / 2, n, claims)
    return float(np.min(stats.binom.cdf(low - 2, n, truths) + stats.binom.sf(high + 1, n, truths)))


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
