"""Reference solutions of the assignment `bayes`: Bayes' rule and conjugacy.

The conventions of the course hold throughout: natural logarithms, `sigma` and `tau` are standard deviations, flips are
0 or 1 with 1 for heads, and outside its domain a function raises ValueError with the argument's name.
Formulas: Gelman et al., Bayesian Data Analysis (3rd edition), chapters 2 and 3, where nothing else is said.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from solutions.domains import Array, _array, _count, _distribution, _heads_and_tails, _not_negative, _positive, _probability

answer_terms = {"P(theta)": "prior", "P(D|theta)": "likelihood", "P(D)": "evidence", "P(theta|D)": "posterior"}


def _log_evidence(a: float, b: float, heads: int, tails: int) -> float:
    """log B(a + heads, b + tails) - log B(a, b), as the sum of the log probabilities of one flip after the other.

    The order does not matter, so heads come first. Differences of log B lose their digits at a, b of millions.
    """
    i, j = np.arange(heads), np.arange(tails)
    return float(np.log((a + i) / (a + b + i)).sum() + np.log((b + j) / (a + b + heads + j)).sum())


def _ill_after(k: int, prevalence: float, sensitivity: float, specificity: float) -> float:
    """P(ill | k positive tests), by logs: powers of thousands underflow, their ratio does not."""
    ill, found = _probability("prevalence", prevalence), _probability("sensitivity", sensitivity)
    cleared = _probability("specificity", specificity)
    if k == 0:
        return ill
    if (ill == 0 or found == 0) and (ill == 1 or cleared == 1):
        raise ValueError("with this prevalence, sensitivity and specificity no test is positive")
    with np.errstate(divide="ignore"):
        log_ill = np.log(ill) + k * np.log(found)
        log_well = np.log1p(-ill) + k * np.log1p(-cleared)
    return float(np.exp(log_ill - np.logaddexp(log_ill, log_well)))


def posterior(prior: ArrayLike, likelihood: ArrayLike) -> Array:
    """Posterior probabilities (H,) of H hypotheses, by Bayes' rule: prior times likelihood, over the evidence.

    Raises:
        ValueError: `prior` is no distribution, `likelihood` is negative or of another length, or nothing is possible.
    """
    p = _distribution("prior", prior)
    values = _array("likelihood", likelihood)
    if values.shape != p.shape or not np.all(values >= 0):
        raise ValueError("likelihood must have one entry for each of prior, none of them negative")
    # Logs: a product such as 1e-200 * 1e-150 underflows, its share of the sum does not.
    with np.errstate(divide="ignore"):
        logs = np.log(p) + np.log(values)
    if not np.max(logs) > -np.inf:
        raise ValueError("likelihood and prior leave no hypothesis possible")
    return np.asarray(special.softmax(logs))


def joint_table(prior: ArrayLike, conditional: ArrayLike) -> dict[str, Array]:
    """Joint (H, D), marginal (D,) and reversed conditional P(h|d) (H, D) of P(h) and P(d|h), from rows P(.|h).

    P(h|d) is nan where the outcome d has probability 0.

    Raises:
        ValueError: `prior` or a row of `conditional` is no distribution, or the shapes differ.
    """
    p = _distribution("prior", prior)
    rows = _distribution("conditional", conditional, axes=2)
    if len(rows) != p.size:
        raise ValueError("conditional must have one row for each entry of prior")
    joint = p[:, np.newaxis] * rows
    # Logs, as in `posterior`; a column of -inf only becomes nan.
    with np.errstate(divide="ignore", invalid="ignore"):
        reverse = special.softmax(np.log(p)[:, np.newaxis] + np.log(rows), axis=0)
    return {"joint": joint, "marginal": joint.sum(axis=0), "conditional": reverse}


def positive_predictive_value(prevalence: float, sensitivity: float, specificity: float) -> float:
    """P(ill | positive test) = prevalence * sensitivity / (that + (1 - prevalence) * (1 - specificity)).

    Raises:
        ValueError: an argument is no probability, or a positive test is impossible.
    """
    return _ill_after(1, prevalence, sensitivity, specificity)


def ppv_after(k: int, prevalence: float, sensitivity: float, specificity: float) -> float:
    """P(ill | k independent positive tests); k = 0 gives the prevalence.

    Raises:
        ValueError: k is no count, another argument no probability, or k positive tests are impossible.
    """
    return _ill_after(_count("k", k), prevalence, sensitivity, specificity)


def sequential_posteriors(prior: ArrayLike, likelihoods: ArrayLike) -> Array:
    """Beliefs (T+1, H) after 0, 1, ..., T observations with likelihoods (T, H) or []: each posterior is the next prior.

    Raises:
        ValueError: as `posterior`, at any step.
    """
    p = _distribution("prior", prior)
    values = _array("likelihoods", likelihoods)
    if values.size == 0:
        return np.array([p])
    if values.shape[1:] != p.shape or not np.all(values >= 0):
        raise ValueError("likelihoods must have rows with one entry for each of prior, none of them negative")
    # The belief is carried as a log: one that underflowed to 0 could never come back.
    with np.errstate(divide="ignore"):
        logs = np.cumsum(np.vstack([np.log(p), np.log(values)]), axis=0)
    if not np.all(np.max(logs, axis=1) > -np.inf):
        raise ValueError("likelihoods and prior leave no hypothesis possible")
    beliefs = np.asarray(special.softmax(logs, axis=1))
    beliefs[0] = p
    return beliefs


def beta_update(a: float, b: float, flips: ArrayLike) -> tuple[float, float]:
    """Parameters of the Beta posterior: heads go to a, tails to b.

    Raises:
        ValueError: a or b is not greater than 0, or a flip is not 0 or 1.
    """
    a, b = _positive("a", a), _positive("b", b)
    heads, tails = _heads_and_tails(flips)
    return a + heads, b + tails


def beta_summary(a: float, b: float) -> dict[str, float]:
    """Mean, mode and variance of Beta(a, b).

    The mode is nan where the density is flat or has a peak at each end, and 0.0 or 1.0 where it is highest at one end.

    Raises:
        ValueError: a or b is not greater than 0.
    """
    a, b = _positive("a", a), _positive("b", b)
    if a > 1 and b > 1:
        mode = (a - 1) / ((a - 1) + (b - 1))
    elif (a == 1 and b == 1) or (a < 1 and b < 1):
        mode = math.nan
    else:
        mode = 0.0 if a < b else 1.0
    total = a + b
    return {"mean": a / total, "mode": mode, "var": a / total * (b / total) / (total + 1)}


def prior_weight(a: float, b: float, n: int) -> float:
    """The weight w with posterior mean = w * prior mean + (1 - w) * MLE, after n flips.

    Raises:
        ValueError: a or b is not greater than 0, or n is no count.
    """
    pseudo = _positive("a", a) + _positive("b", b)
    return pseudo / (pseudo + _count("n", n))


def predictive_heads(a: float, b: float, flips: ArrayLike, m: int) -> Array:
    """Beta-binomial pmf (m+1,) of the number of heads in the next m flips.

    Raises:
        ValueError: a or b is not greater than 0, a flip is not 0 or 1, or m is no count.
    """
    a, b = _positive("a", a), _positive("b", b)
    heads, tails = _heads_and_tails(flips)
    size = _count("m", m)
    a, b = a + heads, b + tails
    # The pmf is (m choose k) B(a + k, b + m - k) / B(a, b). Its terms overflow, but neighbours have a simple ratio.
    k = np.arange(size)
    log_ratios = np.log((size - k) / (k + 1)) + np.log(a + k) - np.log(b + size - 1 - k)
    return np.asarray(special.softmax(np.concatenate([[0.0], np.cumsum(log_ratios)])))


def log_evidence(a: float, b: float, flips: ArrayLike) -> float:
    """Log probability of the sequence of flips under a Beta(a, b) prior: log B(a+h, b+t) - log B(a, b).

    Raises:
        ValueError: a or b is not greater than 0, or a flip is not 0 or 1.
    """
    a, b = _positive("a", a), _positive("b", b)
    heads, tails = _heads_and_tails(flips)
    return _log_evidence(a, b, heads, tails)


def log_bayes_factor(a: float, b: float, flips: ArrayLike) -> float:
    """Log evidence of the Beta-Bernoulli model minus that of the fair coin: positive favours the Beta model.

    Raises:
        ValueError: a or b is not greater than 0, or a flip is not 0 or 1.
    """
    a, b = _positive("a", a), _positive("b", b)
    heads, tails = _heads_and_tails(flips)
    return _log_evidence(a, b, heads, tails) + (heads + tails) * math.log(2)


def credible_interval(a: float, b: float, level: float = 0.95) -> tuple[float, float]:
    """The equal-tailed interval of Beta(a, b) that holds `level` of the probability.

    Raises:
        ValueError: a or b is not greater than 0, or level does not lie between 0 and 1.
    """
    a, b = _positive("a", a), _positive("b", b)
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    tail = (1 - float(level)) / 2
    return float(stats.beta.ppf(tail, a, b)), float(stats.beta.isf(tail, a, b))


def dirichlet_update(alpha: ArrayLike, counts: ArrayLike) -> Array:
    """Parameters (K,) of the Dirichlet posterior after seeing class k counts[k] times.

    Raises:
        ValueError: an entry of alpha is not greater than 0, a count is negative or not whole, or the lengths differ.
    """
    before, seen = _array("alpha", alpha), _array("counts", counts)
    if not np.all(before > 0):
        raise ValueError("alpha must be greater than 0")
    if before.shape != seen.shape or not np.all((seen >= 0) & (seen == np.floor(seen))):
        raise ValueError("counts must have one entry for each of alpha, whole numbers and not negative")
    return np.asarray(before + seen)


def dirichlet_predictive(alpha: ArrayLike) -> Array:
    """Probabilities (K,) of the next observation under a Dirichlet(alpha) belief.

    Raises:
        ValueError: alpha is empty or has an entry that is not greater than 0.
    """
    values = _array("alpha", alpha)
    if values.size == 0 or not np.all(values > 0):
        raise ValueError("alpha must not be empty, and greater than 0")
    return np.asarray(values / values.sum())


def normal_update(mu0: float, tau0: float, x: ArrayLike, sigma: float) -> tuple[float, float]:
    """Mean and standard deviation of the posterior over mu; sigma is the sd of one observation.

    Precisions add: 1/tau_n^2 = 1/tau0^2 + n/sigma^2; they are the weights of mu0 and of the data's mean in mu_n.

    Raises:
        ValueError: tau0 or sigma is not greater than 0.
    """
    tau0, sigma = _positive("tau0", tau0), _positive("sigma", sigma)
    data = np.asarray(x, dtype=float)
    if data.size == 0:
        return float(mu0), tau0
    error = sigma / math.sqrt(data.size)  # the standard error of the data's mean
    # Ratios of sds in place of 1/sd^2, which overflows for tiny and underflows for huge ones.
    size = math.hypot(tau0, error)
    mean = (error / size) ** 2 * float(mu0) + (tau0 / size) ** 2 * float(data.mean())
    return mean, tau0 * (error / size)


def gamma_poisson_update(a: float, b: float, counts: ArrayLike) -> tuple[float, float]:
    """Shape and rate of the Gamma posterior over a Poisson rate.

    Raises:
        ValueError: a or b is not greater than 0, or a count is negative or not whole.
    """
    a, b = _positive("a", a), _positive("b", b)
    seen = np.asarray(counts, dtype=float)
    if not np.all((seen >= 0) & (seen == np.floor(seen))):
        raise ValueError("counts must be whole numbers and not negative")
    return a + float(seen.sum()), b + seen.size


def kalman_step(mean: float, var: float, y: float, q: float, r: float) -> tuple[float, float]:
    """Mean and variance after one predict and one update step of a random walk (Kalman 1960, scalar case).

    Raises:
        ValueError: var, q or r is negative, or var + q + r is 0.
    """
    predicted = _not_negative("var", var) + _not_negative("q", q)
    noise = _not_negative("r", r)
    total = predicted + noise
    if total == 0:
        raise ValueError("var + q + r must be greater than 0")
    gain = predicted / total
    # mean + gain * (y - mean) and (1 - gain) * predicted lose digits when the gain is close to 1.
    return noise / total * float(mean) + gain * float(y), gain * noise


def grid_posterior(log_prior_values: ArrayLike, log_lik_values: ArrayLike, grid: ArrayLike) -> Array:
    """Posterior density (G,) on an increasing grid; its integral by the trapezoid rule is 1.

    Raises:
        ValueError: the grid has fewer than two points or does not increase, lengths differ, or no point is possible.
    """
    points = _array("grid", grid)
    if points.ndim != 1 or points.size < 2 or not np.all(np.diff(points) > 0):
        raise ValueError("grid must increase and have two points or more")
    log_prior, log_lik = _array("log_prior_values", log_prior_values), _array("log_lik_values", log_lik_values)
    if log_prior.shape != points.shape or log_lik.shape != points.shape:
        raise ValueError("log_prior_values and log_lik_values must have one entry for each point of grid")
    logs = log_prior + log_lik
    if not np.max(logs) > -np.inf:
        raise ValueError("log_prior_values and log_lik_values leave no point possible")
    density = np.exp(logs - np.max(logs))  # the largest becomes 1: no overflow, and the constants drop out
    area = np.sum((density[1:] + density[:-1]) / 2 * np.diff(points))
    return np.asarray(density / area)


def map_with_flat_prior(log_lik_values: ArrayLike, grid: ArrayLike) -> float:
    """The grid value of the largest log-likelihood, the first on a tie.

    Raises:
        ValueError: there are no values, or the lengths differ.
    """
    values, points = _array("log_lik_values", log_lik_values), _array("grid", grid)
    if values.ndim != 1 or values.size == 0 or values.shape != points.shape:
        raise ValueError("log_lik_values and grid must not be empty and must have the same length")
    return float(points[np.argmax(values)])


def sample_posterior_predictive(a: float, b: float, m: int, n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """n draws of the number of heads in m flips, each with a bias of its own from Beta(a, b).

    Raises:
        ValueError: a or b is not greater than 0, or m or n is no count.
    """
    a, b = _positive("a", a), _positive("b", b)
    size, draws = _count("m", m), _count("n", n)
    biases = rng.beta(a, b, size=draws)
    return np.asarray(rng.binomial(size, biases), dtype=np.int64)


def plot_updates(params: list[tuple[float, float]]) -> Any:
    """New Axes with the Beta density of each (a, b), in order, a legend and axis labels.

    Raises:
        ValueError: an a or b in params is not greater than 0.
    """
    import matplotlib.pyplot as plt

    pairs = [(_positive("a of params", a), _positive("b of params", b)) for a, b in params]
    theta = np.linspace(0.001, 0.999, 999)
    _, axes = plt.subplots(figsize=(6.0, 3.6))
    highest = 1.0
    for step, (a, b) in enumerate(pairs):
        density = stats.beta.pdf(theta, a, b)
        axes.plot(theta, density, label=f"{step}: Beta({a:g}, {b:g})")
        highest = max(highest, float(density.max()))
    axes.set_ylim(0, 1.1 * highest)  # from 0: else the flat belief fills the page with its rounding errors
    axes.set_xlabel("bias of the coin")
    axes.set_ylabel("density")
    if pairs:
        axes.legend()
    return axes
