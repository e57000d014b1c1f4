"""Distribution checks with a declared rate of false rejection, and the planners beside them.

Every bound is exact or holds for every sample size: binomial tails for proportions and counts (with Bonferroni's factor
over the categories), the Dvoretzky-Kiefer-Wolfowitz inequality with Massart's constant (Annals of Probability 18, 1990)
for distribution functions, Hoeffding's inequality (JASA 58, 1963) for means of bounded quantities.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats

from autograder.checks.failures import CheckFailed
from autograder.checks.numeric import as_floats

FALSE_REJECT = 1e-9
_HINT = "The draws do not follow the distribution that the question describes."


def proportion_is(successes: int, n: int, p: float, *, false_reject: float = FALSE_REJECT, hint: str = _HINT) -> None:
    """Of n independent trials, `successes` is a likely number at probability p (two-sided binomial tails).

    Raises:
        CheckFailed: a right sampler would do that with probability at most `false_reject`.
    """
    tail = min(stats.binom.cdf(successes, n, p), stats.binom.sf(successes - 1, n, p))
    if tail < false_reject / 2:
        raise CheckFailed(f"{successes} of {n} at p = {p:.6g}: tail {tail:.3g}", hint=hint)


def counts_are(counts: Any, probabilities: Any, *, false_reject: float = FALSE_REJECT, hint: str = _HINT) -> None:
    """Counts of categories are likely under the probabilities: each binomial, with Bonferroni's factor.

    Raises:
        CheckFailed: one category's count is too unlikely.
    """
    seen, p = as_floats(counts), np.asarray(probabilities, dtype=float)
    n = int(seen.sum())
    for index, (count, chance) in enumerate(zip(seen, p, strict=True)):
        try:
            proportion_is(int(count), n, float(min(1.0, chance)), false_reject=false_reject / p.size, hint=hint)
        except CheckFailed as failed:
            raise CheckFailed(f"category {index}: {failed}", hint=hint) from None


def cdf_is(samples: Any, cdf: Callable[[Any], Any], *, false_reject: float = FALSE_REJECT, hint: str = _HINT) -> None:
    """Samples of a continuous law stay within the DKW band around its distribution function.

    Raises:
        CheckFailed: they leave it.
    """
    x = np.sort(as_floats(samples))
    n = x.size
    want = np.asarray(cdf(x), dtype=float)
    gap = max(np.max(np.arange(1, n + 1) / n - want), np.max(want - np.arange(n) / n))
    band = math.sqrt(math.log(2 / false_reject) / (2 * n))
    if not gap <= band:
        raise CheckFailed(f"largest distance {gap:.4g}, band {band:.4g} at n = {n}", hint=hint)


def mean_is(samples: Any, expected: float, *, low: float, high: float, false_reject: float = FALSE_REJECT, hint: str = _HINT) -> None:
    """The mean of samples from [low, high] is within Hoeffding's bound of `expected`.

    Raises:
        CheckFailed: it is not, or a sample lies outside.
    """
    x = as_floats(samples)
    if x.size and not (x.min() >= low and x.max() <= high):
        raise CheckFailed(f"samples span {x.min():.4g} to {x.max():.4g}", hint=hint)
    bound = (high - low) * math.sqrt(math.log(2 / false_reject) / (2 * x.size))
    if not abs(float(x.mean()) - expected) <= bound:
        raise CheckFailed(f"mean {x.mean():.6g}, expected {expected:.6g} within {bound:.3g}", hint=hint)


def draws_for_proportion(gap: float = 0.05, power: float = 0.9999, false_reject: float = FALSE_REJECT) -> int:
    """Draws with which `proportion_is` sees any gap of that size with that power (Hoeffding on both sides)."""
    root = math.sqrt(math.log(2 / false_reject) / 2) + math.sqrt(math.log(1 / (1 - power)) / 2)
    return math.ceil((root / gap) ** 2)


def draws_for_counts(categories: int, gap: float = 0.05, power: float = 0.9999, false_reject: float = FALSE_REJECT) -> int:
    """The same for `counts_are`: the rate is shared by the categories."""
    return draws_for_proportion(gap, power, false_reject / categories)


def draws_for_cdf(gap: float = 0.05, power: float = 0.9999, false_reject: float = FALSE_REJECT) -> int:
    """Draws with which `cdf_is` sees a distribution function that is off by `gap` somewhere, with that power."""
    return draws_for_proportion(gap, power, false_reject)
