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

Array = NDArray[np.float64]

answer_terms = {"P(theta)": "prior", "P(D|theta)": "likelihood", "P(D)": "evidence", "P(theta|D)": "posterior"}


def _positive(name: str, value: float) -> float:
    """The value as a float, if it is greater than 0 (NaN is not)."""
    if not value > 0:
        raise ValueError(f"{name} must be greater than 0, not {value}")
    return float(value)


def _not_negative(name: str, value: float) -> float:
    """The value as a float, if it is at least 0."""
    if not value >= 0:
        raise ValueError(f"{name} must not be negative, not {value}")
    return float(value)


def _probability(name: str, value: float) -> float:
    """The value as a float, if it lies in [0, 1]."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be a probability, not {value}")
    return float(value)


def _count(name: str, value: float) -> int:
    """The value as an int, if it is a whole number and not negative."""
    if not (value >= 0 and float(value).is_integer()):
        raise ValueError(f"{name} must be a whole number and not negative, not {value}")
    return int(value)


def _distribution(name: str, values: ArrayLike) -> Array:
    """Probabilities as an array; float32 rounding of their sum is accepted."""
    p = np.asarray(values, dtype=float)
    if p.size == 0 or not np.all(p >= 0) or not np.all(np.abs(p.sum(axis=-1) - 1) <= 1e-5):
        raise ValueError(f"{name} must hold probabilities that sum to 1")
    return p


def _heads_and_tails(flips: ArrayLike) -> tuple[int, int]:
    """How many heads and tails there are."""
    values = np.asarray(flips, dtype=float)
    if not np.all((values == 0) | (values == 1)):
        raise ValueError("flips must be 0 or 1")
    heads = int(values.sum())
    return heads, values.size - heads


def posterior(prior: ArrayLike, likelihood: ArrayLike) -> Array:
    """Posterior probabilities (H,) of H hypotheses, by Bayes' rule.

    Raises:
        ValueError: `prior` is no distribution, `likelihood` has a negative entry or another length, or no hypothesis is
            possible.
    """
    p = _distribution("prior", prior)
    values = np.asarray(likelihood, dtype=float)
    if values.shape != p.shape:
        raise ValueError("likelihood must have one entry for each of prior")
    if not np.all(values >= 0):
        raise ValueError("likelihood must not be negative")
    # Logs: a product such as 1e-200 * 1e-150 underflows, its share of the sum does not.
    with np.errstate(divide="ignore"):
        logs = np.log(p) + np.log(values)
    if not np.max(logs) > -np.inf:
        raise ValueError("likelihood and prior leave no hypothesis possible")
    return np.asarray(special.softmax(logs))


def joint_table(prior: ArrayLike, conditional: ArrayLike) -> dict[str, Array]:
    """Joint (H, D), marginal (D,) and reversed conditional P(h|d) (H, D) of P(h) and P(d|h).

    Raises:
        ValueError: `prior` or a row of `conditional` is no distribution, or the shapes differ.
    """
    p = _distribution("prior", prior)
    rows = _distribution("conditional", conditional)
    if rows.ndim != 2 or rows.shape[0] != p.size:
        raise ValueError("conditional must have one row for each entry of prior")
    joint = p[:, np.newaxis] * rows
    marginal = joint.sum(axis=0)
    return {"joint": joint, "marginal": marginal, "conditional": joint / marginal}


def positive_predictive_value(prevalence: float, sensitivity: float, specificity: float) -> float:
    """P(ill | positive test).

    Raises:
        ValueError: an argument is no probability, or a positive test is impossible.
    """
    base, found = _probability("prevalence", prevalence), _probability("sensitivity", sensitivity)
    ill = base * found
    well = (1 - base) * (1 - _probability("specificity", specificity))
    if ill + well == 0:
        raise ValueError("with this prevalence, sensitivity and specificity no test is positive")
    return ill / (ill + well)


def ppv_after(k: int, prevalence: float, sensitivity: float, specificity: float) -> float:
    """P(ill | k independent positive tests); k = 0 gives the prevalence.

    Raises:
        ValueError: k is no count, another argument no probability, or k positive tests are impossible.
    """
    tests, base = _count("k", k), _probability("prevalence", prevalence)
    found, cleared = _probability("sensitivity", sensitivity), _probability("specificity", specificity)
    if tests == 0:
        return base
    # Logs: powers of thousands underflow, their ratio does not.
    with np.errstate(divide="ignore"):
        ill = np.log(base) + tests * np.log(found)
        well = np.log1p(-base) + tests * np.log1p(-cleared)
    if max(ill, well) == -np.inf:
        raise ValueError("with this prevalence, sensitivity and specificity no test is positive")
    return float(np.exp(ill - np.logaddexp(ill, well)))


def sequential_posteriors(prior: ArrayLike, likelihoods: ArrayLike) -> Array:
    """Beliefs (T+1, H) after 0, 1, ..., T observations with likelihoods (T, H) or []: each posterior is the next prior.

    Raises:
        ValueError: `prior` is no distribution, `likelihoods` has a negative entry or rows of another length, or at some
            step no hypothesis is possible.
    """
    beliefs = [_distribution("prior", prior)]
    rows = np.asarray(likelihoods, dtype=float)
    if rows.size and rows.shape[1:] != beliefs[0].shape:
        raise ValueError("likelihoods must have rows with one entry for each of prior")
    if not np.all(rows >= 0):
        raise ValueError("likelihoods must not be negative")
    for likelihood in rows:
        # Logs as in `posterior`; each belief is normalised, so nothing can underflow over time.
        with np.errstate(divide="ignore"):
            logs = np.log(beliefs[-1]) + np.log(likelihood)
        if not np.max(logs) > -np.inf:
            raise ValueError("likelihoods and prior leave no hypothesis possible")
        beliefs.append(np.asarray(special.softmax(logs)))
    return np.array(beliefs)


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

    The mode is nan where the density is flat (a = b = 1) or has a peak at each end (both below 1), and 0.0 or 1.0 where
    it is highest at one end.

    Raises:
        ValueError: a or b is not greater than 0.
    """
    a, b = _positive("a", a), _positive("b", b)
    if a > 1 and b > 1:
        mode = (a - 1) / (a + b - 2)
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
    k = np.arange(size + 1)
    # log of (m choose k) = -log(m+1) - log B(k+1, m-k+1)
    choose = -math.log(size + 1) - special.betaln(k + 1, size - k + 1)
    logs = choose + special.betaln(a + heads + k, b + tails + size - k) - special.betaln(a + heads, b + tails)
    return np.asarray(np.exp(logs))


def log_evidence(a: float, b: float, flips: ArrayLike) -> float:
    """Log probability of the sequence of flips under a Beta(a, b) prior: log B(a+h, b+t) - log B(a, b).

    Raises:
        ValueError: a or b is not greater than 0, or a flip is not 0 or 1.
    """
    a, b = _positive("a", a), _positive("b", b)
    heads, tails = _heads_and_tails(flips)
    return float(special.betaln(a + heads, b + tails) - special.betaln(a, b))


def log_bayes_factor(a: float, b: float, flips: ArrayLike) -> float:
    """Log evidence of the Beta-Bernoulli model minus that of the fair coin: positive favours the Beta model.

    Raises:
        ValueError: a or b is not greater than 0, or a flip is not 0 or 1.
    """
    a, b = _positive("a", a), _positive("b", b)
    heads, tails = _heads_and_tails(flips)
    evidence = special.betaln(a + heads, b + tails) - special.betaln(a, b)
    return float(evidence + (heads + tails) * math.log(2))


def credible_interval(a: float, b: float, level: float = 0.95) -> tuple[float, float]:
    """The equal-tailed interval of Beta(a, b) that holds `level` of the probability.

    Raises:
        ValueError: a or b is not greater than 0, or level does not lie between 0 and 1.
    """
    a, b = _positive("a", a), _positive("b", b)
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    tail = (1 - level) / 2
    return float(stats.beta.ppf(tail, a, b)), float(stats.beta.isf(tail, a, b))


def dirichlet_update(alpha: ArrayLike, counts: ArrayLike) -> Array:
    """Parameters (K,) of the Dirichlet posterior after seeing class k counts[k] times.

    Raises:
        ValueError: an entry of alpha is not greater than 0, a count is negative or not whole, or the lengths differ.
    """
    before, seen = np.asarray(alpha, dtype=float), np.asarray(counts, dtype=float)
    if not np.all(before > 0):
        raise ValueError("alpha must be greater than 0")
    if not np.all((seen >= 0) & (seen == np.floor(seen))):
        raise ValueError("counts must be whole numbers and not negative")
    if before.shape != seen.shape:
        raise ValueError("counts must have one entry for each of alpha")
    return np.asarray(before + seen)


def dirichlet_predictive(alpha: ArrayLike) -> Array:
    """Probabilities (K,) of the next observation under a Dirichlet(alpha) belief.

    Raises:
        ValueError: alpha is empty or has an entry that is not greater than 0.
    """
    values = np.asarray(alpha, dtype=float)
    if values.size == 0 or not np.all(values > 0):
        raise ValueError("alpha must not be empty, and greater than 0")
    return np.asarray(values / values.sum())


def normal_update(mu0: float, tau0: float, x: ArrayLike, sigma: float) -> tuple[float, float]:
    """Mean and standard deviation of the posterior over mu; sigma is the sd of one observation.

    Raises:
        ValueError: tau0 or sigma is not greater than 0.
    """
    prior, noise = _positive("tau0", tau0) ** -2, _positive("sigma", sigma) ** -2
    data = np.asarray(x, dtype=float)
    precision = prior + data.size * noise
    mean = (mu0 * prior + data.sum() * noise) / precision
    return float(mean), precision**-0.5


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
    if predicted + noise == 0:
        raise ValueError("var + q + r must be greater than 0")
    gain, rest = predicted / (predicted + noise), noise / (predicted + noise)
    # mean + gain * (y - mean) and (1 - gain) * predicted lose digits when the gain is close to 1.
    return float(rest * mean + gain * y), gain * noise


def grid_posterior(log_prior_values: ArrayLike, log_lik_values: ArrayLike, grid: ArrayLike) -> Array:
    """Posterior density (G,) on an increasing grid; its integral by the trapezoid rule is 1.

    Raises:
        ValueError: the grid has fewer than two points or does not increase, shapes differ, or the posterior is
            impossible everywhere.
    """
    points = np.asarray(grid, dtype=float)
    if points.size < 2 or not np.all(np.diff(points) > 0):
        raise ValueError("grid must increase and have at least two points")
    logs = np.asarray(log_prior_values, dtype=float) + np.asarray(log_lik_values, dtype=float)
    if logs.shape != points.shape:
        raise ValueError("log_prior_values and log_lik_values must have one entry for each point of grid")
    if not np.max(logs) > -np.inf:
        raise ValueError("log_prior_values and log_lik_values leave no point possible")
    # The constant does not matter; with the largest log at 0 nothing overflows, and not everything underflows.
    density = np.exp(logs - np.max(logs))
    area = np.sum((density[1:] + density[:-1]) / 2 * np.diff(points))
    return np.asarray(density / area)


def map_with_flat_prior(log_lik_values: ArrayLike, grid: ArrayLike) -> float:
    """The grid value of the largest log-likelihood, the first on a tie.

    Raises:
        ValueError: there are no values, or the lengths differ.
    """
    values, points = np.asarray(log_lik_values, dtype=float), np.asarray(grid, dtype=float)
    if values.size == 0 or values.shape != points.shape:
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
        ValueError: a parameter is not greater than 0.
    """
    import matplotlib.pyplot as plt

    if not all(a > 0 and b > 0 for a, b in params):
        raise ValueError("params must hold pairs (a, b) that are greater than 0")

    theta = np.linspace(0.001, 0.999, 400)
    _, axes = plt.subplots(figsize=(6.0, 3.6))
    for step, (a, b) in enumerate(params):
        axes.plot(theta, stats.beta.pdf(theta, a, b), label=f"{step}: Beta({a:g}, {b:g})")
    axes.set_xlabel("bias of the coin")
    axes.set_ylabel("density")
    axes.legend()
    return axes
