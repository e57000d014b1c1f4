"""Whether the statistical checks keep what they promise, by running them: on right draws, and on draws off by the gap.

A check is called as a hidden test calls it, again and again, on draws of a law that it accepts or of the worst law at its
declared gap; how often it rejects is counted. Where a check takes counts, or a law has two values, the counts are drawn
at once. Every run has its own seed, so that a measurement is the same again on any number of processes.
"""

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from autograder.checks import (
    CheckFailed,
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
    proportion_is,
)
from autograder.checks.planning import draws_for_law

CHUNK = 1000  # runs that share one Generator
BELOW = 0.475  # with a gap of .05 the worst place for a probability: it leads to the same distance above one half
LAW = (BELOW, 0.3, 0.2, 0.025)
MEAN = np.array([1.0, -2.0])
COV = np.array([[2.0, 0.6], [0.6, 1.0]])
_ROOT = np.linalg.cholesky(COV)
_TURN = np.array([[1.0, 1.0], [1.0, -1.0]]) / np.sqrt(2)


def clopper_pearson(successes: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact two-sided confidence interval of a probability after `successes` in n independent trials.

    Each side is missed with probability at most (1 - level) / 2 (Biometrika 26, 1934).

    Raises:
        ValueError: not 0 <= successes <= n with n >= 1, or level is outside (0, 1).
    """
    if not (0 <= successes <= n and n >= 1 and 0 < level < 1):
        raise ValueError(f"successes, n, level are {successes}, {n}, {level}; 0 <= successes <= n, n >= 1, 0 < level < 1")
    side = (1 - level) / 2
    low = float(stats.beta.ppf(side, successes, n - successes + 1)) if successes else 0.0
    high = float(stats.beta.isf(side, successes + 1, n - successes)) if successes < n else 1.0
    return low, high


@dataclass(frozen=True, slots=True)
class Measured:
    """How often a check rejected what it should accept, or accepted what it should reject."""

    kind: str
    error: str  # "right draws rejected" or "gap accepted"
    declared: float  # at most this probability
    n: int  # draws in each run
    runs: int
    errors: int
    strict: bool  # the whole interval must lie within the declaration, not only reach it

    @property
    def interval(self) -> tuple[float, float]:
        """95 per cent, Clopper and Pearson."""
        return clopper_pearson(self.errors, self.runs)

    @property
    def holds(self) -> bool:
        """Whether the promise is kept, as far as so many runs can tell."""
        low, high = self.interval
        return (high if self.strict else low) <= self.declared


def _proportion(g: np.random.Generator, n: int, gap: float, rate: float) -> None:
    proportion_is(int(g.binomial(n, BELOW + gap)), n, BELOW, false_reject=rate)


def _counts(g: np.random.Generator, n: int, gap: float, rate: float) -> None:
    truth = np.array(LAW)
    truth[0] += gap
    truth[1:] *= (1 - truth[0]) / truth[1:].sum()
    counts_are(g.multinomial(n, truth), LAW, false_reject=rate)


def _cdf(g: np.random.Generator, n: int, gap: float, rate: float) -> None:
    if not gap:
        cdf_is(g.random(n), lambda x: np.clip(x, 0.0, 1.0), false_reject=rate)
        return
    # A law with two values differs at one point only, where any other law has further points to be seen at.
    cdf_is(_two_values(g, n, BELOW + gap), lambda x: np.where(x < 0, 0.0, np.where(x < 1, BELOW, 1.0)), false_reject=rate)


def _mean(g: np.random.Generator, n: int, gap: float, rate: float) -> None:
    mean_is(1 - _two_values(g, n, BELOW + gap), BELOW, low=0.0, high=1.0, false_reject=rate)


def _two_values(g: np.random.Generator, n: int, share: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """0 with this probability, else 1; in order, which no check of one variable's law looks at."""
    zeros = int(g.binomial(n, share))
    return np.repeat([0.0, 1.0], [zeros, n - zeros])


def _independence(g: np.random.Generator, n: int, gap: float, rate: float) -> None:
    u = g.random(n)
    if gap:
        # The second of each pair lies in the outer quarters where the first is small, and the other way round, more
        # often than it should: neither marginal law nor linear correlation shows it.
        first, second = u[: n // 2 * 2 : 2], u[1::2]
        agree = g.random(n // 2) < 0.5 + gap
        outer = np.abs(second - 0.5) >= 0.25
        wrong = outer != ((first < 0.5) == agree)
        second[wrong] = np.where(second[wrong] < 0.5, 0.5 - second[wrong], 1.5 - second[wrong])
    independent(u, lambda x: x, false_reject=rate)


def _covariance(g: np.random.Generator, n: int, gap: float, rate: float) -> None:
    z = g.normal(size=(n, 2))
    z[:, 0] *= np.sqrt(1 + gap)  # along (1, 1) after whitening
    covariance_is(MEAN + z @ _TURN @ _ROOT.T, MEAN, COV, false_reject=rate)


@dataclass(frozen=True, slots=True)
class _Kind:
    run: Callable[[np.random.Generator, int, float, float], None]
    small: int  # draws for right answers: few, since the bounds hold for every number and few are fast
    planned: Callable[[float, float, float], int]  # by gap, power and rate


KINDS = {
    "proportion": _Kind(_proportion, 300, lambda gap, power, rate: draws_for_proportion(gap, power, rate, BELOW)),
    "counts": _Kind(_counts, 300, lambda gap, power, rate: draws_for_law(LAW, gap, power, rate)),
    "cdf": _Kind(_cdf, 16, draws_for_cdf),
    "mean": _Kind(_mean, 100, lambda gap, power, rate: draws_for_mean(0.0, 1.0, gap, power, rate)),
    "independence": _Kind(_independence, 200, draws_for_independence),
    "covariance": _Kind(_covariance, 50, lambda gap, power, rate: draws_for_covariance(2, gap, power, rate)),
}


def rejections(kind: str, false_reject: float, runs: int, *, seed: int = 0, workers: int = 1) -> Measured:
    """How often right draws are rejected at this declared rate."""
    n = KINDS[kind].small
    rejected = runs - _accepted(kind, n, 0.0, false_reject, runs, seed, workers)
    # At a rate that so many runs would show, the interval must lie below it; else none may be rejected.
    strict = runs * false_reject >= 100
    return Measured(kind, "right draws rejected", false_reject, n, runs, rejected, strict)


def misses(kind: str, runs: int, *, gap: float = 0.05, power: float = 0.9999, false_reject: float = 1e-9, seed: int = 0,
           workers: int = 1) -> Measured:
    """How often draws that are off by the gap are accepted, with as many draws as the planner asks for."""
    n = KINDS[kind].planned(gap, power, false_reject)
    accepted = _accepted(kind, n, gap, false_reject, runs, seed, workers)
    return Measured(kind, f"gap {gap:g} accepted", 1 - power, n, runs, accepted, strict=False)


def _accepted(kind: str, n: int, gap: float, rate: float, runs: int, seed: int, workers: int) -> int:
    tasks = [(kind, n, gap, rate, min(CHUNK, runs - start), (seed, start)) for start in range(0, runs, CHUNK)]
    if workers == 1:
        return sum(map(_chunk, tasks))
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        return sum(pool.imap_unordered(_chunk, tasks))


def _chunk(task: tuple[str, int, float, float, int, tuple[int, int]]) -> int:
    kind, n, gap, rate, runs, seed = task
    g = np.random.default_rng([*kind.encode(), *seed])
    accepted = 0
    for _ in range(runs):
        try:
            KINDS[kind].run(g, n, gap, rate)
            accepted += 1
        except CheckFailed:
            pass
    return accepted
