"""Checks of draws beyond one variable's law: whether successive draws are independent, and the covariance of vectors."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from autograder.checks import planning
from autograder.checks.bounds import (
    FALSE_REJECT,
    GAP,
    GROUPS,
    LAGS,
    POWER,
    STRATA,
    directions,
    evenness,
    events,
    pair_tests,
    tails,
)
from autograder.checks.failures import CheckFailed
from autograder.checks.ledger import promised
from autograder.checks.numeric import Floats, as_floats, shape_hint
from autograder.checks.statistics import HINT, draws_of, law_of

DEPENDENT = "The draws depend on each other: each must be drawn independently of those before it."


def independent(
    samples: Any, cdf: Callable[[Any], Any] | None = None, probabilities: Sequence[float] | None = None, *,
    false_reject: float = FALSE_REJECT, gap: float = GAP, power: float = POWER, hint: str = DEPENDENT,
) -> None:
    """Successive draws of a known law are independent: a continuous one by its `cdf`, or categories 0..K-1.

    The law is cut into quarters (categories into at most four groups), in three ways into two halves. Of pairs at lag 1,
    2, 3 and half of the draws, no draw being in two pairs of a lag, it is counted how many agree: under independence a
    binomial number, and exact tails with Bonferroni's factor decide. Draws that are spread more evenly over 64 parts of
    the law, or the categories, than chance allows (stratified, quasi-random) fail as well (`bounds.evenness`).

    Seen with the planned draws (`draws_for_independence` says what `gap` is): draws repeated, antithetic, sorted,
    autoregressive, each a function of the one before. Not seen: dependence at other lags, within a quarter of the law,
    or only among three draws; copies, mirrored draws and exact shares of few categories, if they were shuffled.
    The law itself is checked elsewhere, and first: a wrong one may fail here, too.

    Raises:
        CheckFailed: right draws do that with probability at most `false_reject`; there are none, or one is nan or no category.
        ValueError: not exactly one of `cdf` and `probabilities` is given, or they are none.
    """
    if (cdf is None) == (probabilities is None):
        raise ValueError("either cdf or probabilities says which law the draws have")
    x = draws_of(samples, HINT)
    law = None if probabilities is None else tuple(law_of(probabilities).tolist())
    promised("independence", x.size, false_reject, gap, power,
             lambda: planning.draws_for_independence(gap, power, false_reject, law), probabilities=law)
    rate = false_reject / pair_tests(law)
    places = _strata(x, cdf) if cdf is not None else _categories(x, law or ())
    parts = np.full(STRATA, 1 / STRATA) if law is None else np.array(law)
    cut = events(law)
    groups = places // (STRATA // GROUPS) if law is None else cut.group[places]
    for lag in dict.fromkeys((*LAGS, max(1, x.size // 2))):
        _pairs_agree(groups, lag, cut.sides, cut.agree, rate, hint)
    counts = np.bincount(places, minlength=parts.size)[parts > 0].astype(float)
    chance = evenness(counts, parts[parts > 0]) if counts.size > 1 else 1.0
    if chance < rate:
        raise CheckFailed(f"n = {x.size} draws are spread too evenly: chance {chance:.3g}, bound {rate:.3g}", hint=hint)


def _strata(x: Floats, cdf: Callable[[Any], Any]) -> NDArray[np.int64]:
    u = np.asarray(cdf(x), dtype=float)
    if not np.all((u >= 0) & (u <= 1)):
        raise ValueError("cdf gives values outside [0, 1], which no distribution function does")
    return np.minimum((u * STRATA).astype(np.int64), STRATA - 1)


def _categories(x: Floats, law: tuple[float, ...]) -> NDArray[np.int64]:
    known = (x >= 0) & (x < len(law)) & (x == np.floor(x))
    if not np.all(known):
        raise CheckFailed(f"{float(x[~known][0]):g} is no category of {len(law)}", hint=HINT)
    places = x.astype(np.int64)
    if np.any(np.array(law)[places] == 0):
        raise CheckFailed("a category of probability 0 was drawn", hint=HINT)
    return places


def _pairs_agree(groups: NDArray[np.int64], lag: int, sides: Floats, agree: Floats, rate: float, hint: str) -> None:
    blocks = groups[: groups.size // (2 * lag) * 2 * lag].reshape(-1, 2, lag)
    pairs = blocks.shape[0] * lag
    if not pairs or not agree.size:
        return
    count = sides.shape[1]
    table = np.bincount((blocks[:, 0] * count + blocks[:, 1]).ravel(), minlength=count * count).reshape(count, count)
    agreeing = np.rint((pairs + sides @ table @ sides.T) / 2)
    tail = tails(agreeing, pairs, agree)
    at = np.unravel_index(int(np.argmin(tail)), tail.shape)
    if tail[at] < rate / 2:
        raise CheckFailed(f"lag {lag}: {agreeing[at]:.0f} of {pairs} pairs agree at p = {agree[at]:.6g} (event {at[0]}, {at[1]}): "
                          f"tail {tail[at]:.3g}, bound {rate / 2:.3g}", hint=hint)


def covariance_is(
    samples: Any, mean: Any, cov: Any, *, false_reject: float = FALSE_REJECT, gap: float = GAP, power: float = POWER,
    hint: str = HINT,
) -> None:
    """Rows of samples (n, d) have the mean (d,) and the covariance (d, d) of their normal law.

    After whitening with the right law the squares along a unit vector v add up to chi-square with n degrees of freedom,
    and sqrt(n) times the mean along v is standard normal, both exactly; v runs through e_i and (e_i +- e_j) / sqrt(2),
    with Bonferroni's factor. `draws_for_covariance` says what `gap` is. That the law is normal is for `cdf_is` along
    some vector, and independence of the rows for `independent`.

    Raises:
        CheckFailed: right draws do that with probability at most `false_reject`; another shape, no draws, or nan.
        ValueError: mean and cov are not those of a normal law with a density.
    """
    center, root = _normal_law(mean, cov)
    x, d = as_floats(samples), center.size
    if x.ndim != 2 or x.shape[1] != d:
        raise CheckFailed(f"the draws have shape {x.shape}, not (n, {d})", hint=shape_hint(x, np.empty((1, d))))
    if not x.size or not np.all(np.isfinite(x)):
        raise CheckFailed(f"{len(x)} draws, or some are not finite", hint=hint)
    n = len(x)
    promised("covariance", n, false_reject, gap, power,
             lambda: planning.draws_for_covariance(d, gap, power, false_reject), d=d)
    white = np.linalg.solve(root, (x - center).T)
    along = directions(d)
    squares = np.einsum("vi,ij,vj->v", along, white @ white.T, along)
    means = np.sqrt(n) * (along @ white.mean(axis=1))
    rate = false_reject / (4 * d * d)
    chances = {
        "variance": np.minimum(stats.chi2.cdf(squares, n), stats.chi2.sf(squares, n)),
        "mean": stats.norm.sf(np.abs(means)),
    }
    for name, chance in chances.items():
        at = int(np.argmin(chance))
        if chance[at] < rate:
            value = squares[at] / n if name == "variance" else means[at] / np.sqrt(n)
            raise CheckFailed(f"{name} along {np.round(along[at], 3).tolist()} after whitening is {value:.4g} at n = {n}: "
                              f"tail {chance[at]:.3g}, bound {rate:.3g}", hint=hint)


def _normal_law(mean: Any, cov: Any) -> tuple[Floats, Floats]:
    center, matrix = np.asarray(mean, dtype=float), np.asarray(cov, dtype=float)
    if center.ndim != 1 or not center.size or matrix.shape != (center.size, center.size) or not np.allclose(matrix, matrix.T):
        raise ValueError(f"mean has shape {center.shape}, cov {matrix.shape}; they are (d,) and a symmetric (d, d)")
    try:
        return center, np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        raise ValueError("cov is not positive definite, so the law has no density") from None
