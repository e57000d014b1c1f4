"""The mathematics that the statistical checks and their planners share: tails, bands, the events of dependence.

Sources. Both binomial tails: Clopper and Pearson, Biometrika 26 (1934). The band around a distribution function:
Dvoretzky, Kiefer, Wolfowitz with Massart's constant, Annals of Probability 18 (1990). Means of bounded quantities:
Hoeffding, JASA 58 (1963). Bonferroni's inequality shares a rate among several tests.
"""

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from autograder.checks.numeric import Floats

FALSE_REJECT = 1e-9
GAP = 0.05
POWER = 0.9999
# What float32 draws are off by, as a probability: uniforms come in steps of 6e-8, and other values are rounded.
ROUNDING = 1e-6
LAGS = (1, 2, 3)  # and half the draws, where a second half made of the first shows
GROUPS = 4
STRATA = 64


def tails(count: Floats, n: Floats | int, p: Floats | float) -> Floats:
    """The smaller tail of each binomial count: min of P(X <= count) and P(X >= count), elementwise.

    Exact by the incomplete beta function, to a relative accuracy in the tail itself.
    """
    lower = np.where(count < n, special.betaincc(count + 1, np.maximum(n - count, 1), p), 1.0)
    upper = np.where(count > 0, special.betainc(np.maximum(count, 1), n - count + 1, p), 1.0)
    return np.asarray(np.minimum(lower, upper), dtype=float)


def band(n: int, false_reject: float) -> float:
    """What n draws exceed with probability at most `false_reject`: Massart's, and for a mean in [0, 1] Hoeffding's."""
    return math.sqrt(math.log(2 / false_reject) / (2 * n)) + ROUNDING


@dataclass(frozen=True, slots=True)
class Events:
    """How a law is cut for pairs of draws: each side is a set of groups, two draws agree where both or neither is in it."""

    group: NDArray[np.int64]  # of each category; -1 where its probability is 0
    sides: Floats  # (S, G): +1 where the group is in the set, else -1
    agree: Floats  # (S, S): the probability that independent draws agree, first in set a, second in set b


@functools.cache
def events(probabilities: tuple[float, ...] | None) -> Events:
    """The events for a continuous law, cut into quarters (None), or for categories, in at most four groups.

    The sets are a basis: whatever dependence shows in the table of groups moves the probability of one event.
    """
    p = np.full(GROUPS, 1 / GROUPS) if probabilities is None else np.asarray(probabilities, dtype=float)
    p = p / p.sum()
    if np.count_nonzero(p) <= GROUPS:
        group = np.where(p > 0, np.cumsum(p > 0) - 1, -1)
    else:
        middles = np.minimum((GROUPS * (np.cumsum(p) - p / 2)).astype(int), GROUPS - 1)
        group = np.where(p > 0, np.searchsorted(np.unique(middles[p > 0]), middles), -1)
    count = int(group.max()) + 1
    sides = np.asarray(_SIDES[count], dtype=float)
    mass = np.bincount(group[p > 0], weights=p[p > 0], minlength=count)
    inside = (sides > 0) @ mass
    return Events(group.astype(np.int64), sides, np.outer(inside, inside) + np.outer(1 - inside, 1 - inside))


_SIDES: dict[int, Any] = {
    1: np.empty((0, 1)), 2: [[1, -1]], 3: [[1, -1, -1], [-1, 1, -1], [-1, -1, 1]],
    4: [[1, 1, -1, -1], [1, -1, -1, 1], [1, -1, 1, -1]],
}


def pair_tests(probabilities: tuple[float, ...] | None) -> int:
    """Among how many tests `independent` shares its rate: all events at all lags, and one for evenness."""
    return (len(LAGS) + 1) * int(events(probabilities).agree.size) + 1


def evenness(counts: Floats, p: Floats) -> float:
    """A bound on the probability that multinomial counts lie all as near to their expectations as these, or nearer.

    The counts are drawn one after the other, each binomial given those before it. Within its window each takes one of
    a number of values, none of which is likelier than the mode; the mode's probability only falls with the trials left.
    """
    n = counts.sum()
    spread = np.sqrt(n * p * (1 - p))
    nearness = float(np.max(np.abs(counts - n * p) / spread))
    if nearness > 2:  # as near as that is what many counts are
        return 1.0
    window = np.floor(2 * nearness * spread) + 1
    before = np.cumsum(n * p + nearness * spread) - (n * p + nearness * spread)
    left = np.maximum(np.floor(n - before), 0)
    share = p / np.maximum(1 - (np.cumsum(p) - p), p)
    modes = stats.binom.pmf(np.floor((left + 1) * share), left, np.minimum(share, 1.0))
    # The last count follows from the others.
    return float(np.prod(np.minimum(1.0, window * modes)[:-1]))


def directions(d: int) -> Floats:
    """The unit vectors e_i and (e_i +- e_j) / sqrt(2) in d dimensions, (d * d, d)."""
    unit = np.eye(d)
    mixed = [(unit[i] + sign * unit[j]) / math.sqrt(2) for i in range(d) for j in range(i) for sign in (1, -1)]
    return np.array([*unit, *mixed])
