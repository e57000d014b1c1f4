"""Reference solutions of the assignment `likelihood`: how plausible a parameter is in the light of the data.

The conventions of the course hold throughout: natural logarithms, `sigma` is a standard deviation, labels count from 0,
flips are 0 or 1 with 1 for heads, and outside its domain a function raises ValueError with the argument's name.
Formulas: Murphy, Probabilistic Machine Learning: An Introduction, chapters 2 to 4, where nothing else is said.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from solutions.domains import Array, _array, _count, _distribution, _heads_and_tails, _plain, _positive, _probability, _vector

# Why do we work with logarithms of likelihoods? Two of these are reasons.
# a  The logarithm turns the likelihood into a probability distribution over theta.
# b  A product of many probabilities underflows to 0; the sum of their logarithms does not.                 (a reason)
# c  The log-likelihood has its maximum at another theta than the likelihood, one that generalises better.
# d  The logarithm turns a product into a sum, and a sum is differentiated term by term.                     (a reason)
# e  The logarithm makes examples with a low probability count less, so that outliers do no harm.
answer_why_logs = {"b", "d"}

# A loss is the negative log-likelihood of the distribution, a penalty that of the prior.
answer_losses = {
    "MSE": "normal",
    "MAE": "laplace",
    "BCE": "bernoulli",
    "cross-entropy": "categorical",
    "L2": "normal prior",
    "L1": "laplace prior",
}

coin_plate = {
    "nodes": {"theta": "parameter", "y": "observed"},
    "edges": [("theta", "y")],
    "plates": {"N": ["y"]},
}
regression_plate = {
    "nodes": {"x": "observed", "y": "observed", "w": "parameter", "sigma": "parameter"},
    "edges": [("x", "y"), ("w", "y"), ("sigma", "y")],
    "plates": {"N": ["x", "y"]},
}
naive_bayes_plate = {
    "nodes": {"pi": "parameter", "phi": "parameter", "y": "observed", "x": "observed"},
    "edges": [("pi", "y"), ("y", "x"), ("phi", "x")],
    "plates": {"N": ["y", "x"], "D": ["x"]},
}


def _biases(theta: ArrayLike) -> Array:
    """One probability, or a grid (G,) of them that is not empty."""
    values = _array("theta", theta)
    if values.ndim > 1 or values.size == 0 or not np.all((values >= 0) & (values <= 1)):
        raise ValueError("theta must be a probability or a grid of probabilities")
    return values


def _same_length(**values: ArrayLike) -> list[Array]:
    """The values as vectors, if they are of one length and not empty."""
    vectors = [_vector(name, entries) for name, entries in values.items()]
    if len({vector.size for vector in vectors}) > 1:
        raise ValueError(f"{', '.join(values)} must have the same length")
    return vectors


def _log_normal(x: Array, mu: float | Array, sigma: float | Array) -> Array:
    """Log densities of N(mu, sigma) at x, with broadcasting."""
    z = (x - mu) / sigma
    return np.asarray(-z * z / 2 - np.log(sigma) - math.log(2 * math.pi) / 2)


def coin_likelihood(theta: ArrayLike, flips: ArrayLike) -> float | Array:
    """theta^heads (1 - theta)^tails: the probability of this sequence of flips if heads have the probability theta.

    theta is a number or a grid (G,). It is 1 without flips.

    Raises:
        ValueError: theta is no probability, or a flip is not 0 or 1.
    """
    values = _biases(theta)
    heads, tails = _heads_and_tails(flips)
    return _plain(np.asarray(values**heads * (1 - values) ** tails))  # NumPy's 0^0 is 1


def coin_log_likelihood(theta: ArrayLike, flips: ArrayLike) -> float | Array:
    """heads log(theta) + tails log(1 - theta), for a number theta or a grid (G,); -inf where the flips are impossible.

    Raises:
        ValueError: theta is no probability, or a flip is not 0 or 1.
    """
    values = _biases(theta)
    heads, tails = _heads_and_tails(flips)
    # xlogy(0, 0) is 0, where 0 * log(0) is nan.
    return _plain(np.asarray(special.xlogy(heads, values) + special.xlog1py(tails, -values)))


def best_on_grid(log_lik_values: ArrayLike, grid: ArrayLike) -> float:
    """The grid value of the largest log-likelihood value, the first on a tie.

    Raises:
        ValueError: there are no values, or the lengths differ.
    """
    values, points = _same_length(log_lik_values=log_lik_values, grid=grid)
    return float(points[np.argmax(values)])


def likelihood_area(heads: int, tails: int) -> float:
    """The integral of theta^heads (1 - theta)^tails over [0, 1]: B(heads + 1, tails + 1), which is not 1.

    Raises:
        ValueError: heads or tails is no count.
    """
    return float(special.beta(_count("heads", heads) + 1, _count("tails", tails) + 1))


def flips_until_underflow(p: float) -> int:
    """The smallest n for which `p ** n == 0.0` in floating point.

    Raises:
        ValueError: p does not lie between 0 and 1.
    """
    p = _probability("p", p)
    if p in (0, 1):
        raise ValueError(f"p must lie between 0 and 1, not {p}")
    high = 1
    while p**high > 0:
        high *= 2
    low = high // 2  # p ** low is greater than 0, p ** high is 0
    while high - low > 1:
        middle = (low + high) // 2
        if p**middle > 0:
            low = middle
        else:
            high = middle
    return high


def logsumexp(a: ArrayLike, axis: int | None = None) -> float | Array:
    """log(sum(exp(a))) along an axis, or over all entries; entries may be -inf and inf.

    Raises:
        ValueError: a is empty, or has no such axis.
    """
    values = _array("a", a)
    if values.size == 0:
        raise ValueError("a must not be empty")
    largest = values.max(axis=axis, keepdims=True)
    # With the largest subtracted no term overflows, and one is 1. An infinite one stays: inf - inf is nan.
    shift = np.where(np.isfinite(largest), largest, 0)
    with np.errstate(divide="ignore", over="ignore"):  # log(0); exp of entries beside inf
        sums = np.log(np.exp(values - shift).sum(axis=axis, keepdims=True)) + shift
    return _plain(np.asarray(sums.squeeze(axis=axis)))


def normal_log_likelihood(x: ArrayLike, mu: float, sigma: float) -> float:
    """The log-likelihood of N(mu, sigma), summed over the data; sigma is the standard deviation. 0 without data.

    Raises:
        ValueError: sigma is not greater than 0.
    """
    return float(_log_normal(_array("x", x), float(mu), _positive("sigma", sigma)).sum())


def laplace_log_likelihood(x: ArrayLike, mu: float, b: float) -> float:
    """The log-likelihood of Laplace(mu, b), summed over the data, not by way of the density. 0 without data.

    Raises:
        ValueError: b is not greater than 0.
    """
    b = _positive("b", b)
    distances = np.abs(_array("x", x) - float(mu)) / b
    return float((-distances - math.log(b) - math.log(2)).sum())


def categorical_nll(labels: ArrayLike, probs: ArrayLike) -> float:
    """The mean of -log(probability of the label) over labels (N,); inf where a label was held impossible.

    `probs` is (N, K), a row for each label, or (K,) for all labels, or for a single one that is a number.

    Raises:
        ValueError: a row of probs is no distribution, or labels are empty, too many or few, or not all in 0, ..., K - 1.
    """
    classes, axes = _array("labels", labels), 2 if _array("probs", probs).ndim == 2 else 1
    p = _distribution("probs", probs, axes)
    if classes.ndim > 1 or classes.size == 0 or (p.ndim == 2 and classes.shape != p.shape[:1]):
        raise ValueError("labels must be one for each row of probs, and not empty")
    if not np.all(np.isin(classes, np.arange(p.shape[-1]))):  # a negative index would count from the end
        raise ValueError(f"labels must be whole numbers from 0 to {p.shape[-1] - 1}")
    index = classes.astype(int)
    chosen = p[index] if p.ndim == 1 else p[np.arange(len(p)), index]
    with np.errstate(divide="ignore"):  # log(0)
        return float(np.mean(-np.log(chosen)))


def poisson_log_likelihood(y: ArrayLike, eta: ArrayLike) -> float | Array:
    """y eta - e^eta - log(y!) for each example, where eta is the logarithm of the rate; y and eta broadcast.

    A rate of 0 (eta = -inf) gives 0 at y = 0 and -inf above; a rate beyond the floats gives -inf.

    Raises:
        ValueError: a y is negative or not whole, or the shapes do not fit.
    """
    counts, logs = _array("y", y), _array("eta", eta)
    if not np.all((counts >= 0) & (counts == np.floor(counts)) & np.isfinite(counts)):
        raise ValueError("y must be whole numbers and not negative")
    try:
        counts, logs = np.broadcast_arrays(counts, logs)
    except ValueError:
        raise ValueError("y and eta must have shapes that fit together") from None
    with np.errstate(over="ignore", invalid="ignore"):  # e^eta; 0 * -inf, which is not used
        rates, weighted = np.exp(logs), np.where(counts == 0, 0.0, counts * logs)
        values = weighted - rates - special.gammaln(counts + 1)
    return _plain(np.where(np.isinf(rates), -np.inf, values))


def most_likely_source(mark: float, means: ArrayLike, sds: ArrayLike) -> int:
    """The index of the normal distribution whose density is highest at the mark, the first on a tie.

    Raises:
        ValueError: an sd is not greater than 0, there are none, or the lengths differ.
    """
    mus, sigmas = _same_length(means=means, sds=sds)
    if not np.all(sigmas > 0):
        raise ValueError("sds must be greater than 0")
    # By logs: far from all means every density is 0.
    return int(np.argmax(_log_normal(np.asarray(float(mark)), mus, sigmas)))


def mixture_log_likelihood(x: ArrayLike, weights: ArrayLike, mus: ArrayLike, sigmas: ArrayLike) -> float:
    """The log-likelihood of a mixture of normals, summed over the data: each is a logsumexp over the K components.

    0 without data. A weight may be 0.

    Raises:
        ValueError: weights are no distribution, a sigma is not greater than 0, or the lengths differ.
    """
    shares = _distribution("weights", weights)
    _, means, sds = _same_length(weights=shares, mus=mus, sigmas=sigmas)
    if not np.all(sds > 0):
        raise ValueError("sigmas must be greater than 0")
    data = _array("x", x).ravel()
    if data.size == 0:
        return 0.0
    with np.errstate(divide="ignore"):  # log(0)
        log_shares = np.log(shares)
    joint = log_shares + _log_normal(data[:, np.newaxis], means, sds)  # (N, K)
    return float(np.sum(logsumexp(joint, axis=1)))


def same_argmax(lik_values: ArrayLike, log_lik_values: ArrayLike) -> bool:
    """Whether likelihoods and log-likelihoods on a grid have their first maximum at the same place.

    They must, for the logarithm increases; where all likelihoods have underflowed to 0 they may not.

    Raises:
        ValueError: there are no values, or the lengths differ.
    """
    values, logs = _same_length(lik_values=lik_values, log_lik_values=log_lik_values)
    return bool(np.argmax(values) == np.argmax(logs))
