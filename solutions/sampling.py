"""Reference solutions of the assignment `sampling`: distributions, and how to draw from them.

The conventions of the course hold throughout: natural logarithms, `sigma` is a standard deviation, classes count from 0,
`rng` is the only source of randomness, and outside its domain a function raises ValueError with the argument's name.
Formulas: Bishop, Pattern Recognition and Machine Learning, chapters 2 and 11, where nothing else is said.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from solutions.domains import Array, _array, _count, _distribution, _plain, _positive, _probability, _vector

Integers = NDArray[np.int64]
Function = Callable[[Array], ArrayLike]

p_of_max_variance = 0.5
# May a density exceed 1? "Yes, where the distribution is narrow: only areas are probabilities."
answer_density = "b"
max_entropy_family = {
    "{0,1}, given mean": "bernoulli",
    "[a,b]": "uniform",
    "x>=0, given mean": "exponential",
    "real, given mean and variance": "normal",
}


def _one_each(name: str, values: ArrayLike, n: int) -> Array:
    """What a function said about n draws: one value for each, or a constant."""
    array = _array(name, values)
    if array.shape not in ((), (n,)):
        raise ValueError(f"{name} must give one value for each of {n} draws, or a constant")
    return np.broadcast_to(array, (n,))


def _logits(logits: ArrayLike) -> Array:
    """Logits (K,): finite or -inf, and not -inf only."""
    values = _vector("logits", logits)
    if not np.isfinite(values.max()):
        raise ValueError("logits must be numbers or -inf, and at least one a number")
    return values


def _likeliest_first(logits: Array) -> Integers:
    """The indices in the order of falling logits; on a tie the lower index comes first."""
    return np.argsort(-logits, kind="stable")


def _only(kept: Integers, logits: Array) -> Array:
    """Renormalised probabilities (K,) when nothing but the kept indices is possible."""
    left = np.full(logits.shape, -np.inf)
    left[kept] = logits[kept]
    return np.asarray(special.softmax(left))


def _covariance(name: str, cov: ArrayLike, d: int) -> Array:
    """A positive definite covariance matrix (d, d), one that `np.linalg.cholesky` factors."""
    matrix = _array(name, cov)
    if matrix.shape != (d, d):
        raise ValueError(f"{name} must have the shape ({d}, {d})")
    variances = np.diag(matrix)
    if not np.all(np.isfinite(matrix)) or not np.all(variances > 0):
        raise ValueError(f"{name} must be positive definite")
    # The correlations tell, in any units. An eigenvalue of 0 comes out as a rounding error of either sign; above the
    # bound a Cholesky factor is sure to exist (Higham, Accuracy and Stability of Numerical Algorithms, theorem 10.7).
    sds = np.sqrt(variances)
    correlations = matrix / sds / sds[:, np.newaxis]
    if not np.linalg.eigvalsh(correlations).min() > d * (d + 1) * np.finfo(float).eps:
        raise ValueError(f"{name} must be positive definite")
    return matrix


def bernoulli_pmf(y: ArrayLike, p: float) -> float | Array:
    """P(Y = y) = p^y (1 - p)^(1 - y) for y in {0, 1}, a number or an array; 0^0 is 1.

    Raises:
        ValueError: a y is not 0 or 1, or p is no probability.
    """
    values, p = _array("y", y), _probability("p", p)
    if not np.all((values == 0) | (values == 1)):
        raise ValueError("y must be 0 or 1")
    return _plain(np.asarray(p**values * (1 - p) ** (1 - values)))


def bernoulli_mean_var(p: float) -> tuple[float, float]:
    """Mean and variance of a Bernoulli variable.

    Raises:
        ValueError: p is no probability.
    """
    p = _probability("p", p)
    return p, p * (1 - p)


def categorical_pmf(onehot: ArrayLike, p: ArrayLike) -> float | Array:
    """The product of p_k^y_k for a one-hot y (K,) or for each row of (N, K).

    Raises:
        ValueError: p is no distribution, or `onehot` has not exactly one 1 and K - 1 zeros in each row.
    """
    probabilities = _distribution("p", p)
    y = _array("onehot", onehot)
    if y.ndim not in (1, 2) or y.shape[-1] != probabilities.size:
        raise ValueError("onehot must have one entry for each of p, in one row or in each of several")
    if not np.all((y == 0) | (y == 1)) or not np.all(y.sum(axis=-1) == 1):
        raise ValueError("onehot must have exactly one 1 in each row, and zeros")
    return _plain(np.asarray(np.prod(probabilities**y, axis=-1)))


def normal_pdf(x: ArrayLike, mu: float, sigma: float) -> float | Array:
    """The density of N(mu, sigma) at x, a number or an array; sigma is the standard deviation.

    Raises:
        ValueError: sigma is not greater than 0.
    """
    sigma = _positive("sigma", sigma)
    z = (_array("x", x) - float(mu)) / sigma
    return _plain(np.asarray(np.exp(-z * z / 2) / (sigma * math.sqrt(2 * math.pi))))


def normal_logpdf(x: ArrayLike, mu: float, sigma: float) -> float | Array:
    """The log density of N(mu, sigma) at x, not by way of the density, which is 0 from 39 sigma on.

    Raises:
        ValueError: sigma is not greater than 0.
    """
    sigma = _positive("sigma", sigma)
    z = (_array("x", x) - float(mu)) / sigma
    return _plain(np.asarray(-z * z / 2 - math.log(sigma) - math.log(2 * math.pi) / 2))


def interval_probability(a: float, b: float, mu: float, sigma: float) -> float:
    """P(a <= X <= b) for X ~ N(mu, sigma); either end may be infinite.

    Raises:
        ValueError: sigma is not greater than 0, or a is greater than b.
    """
    sigma = _positive("sigma", sigma)
    if not a <= b:
        raise ValueError(f"a must not be greater than b: {a}, {b}")
    low, high = (float(a) - float(mu)) / sigma, (float(b) - float(mu)) / sigma
    if low > 0:  # in the upper tail the CDF is 1 but for rounding; its mirror image has the same area
        low, high = -high, -low
    return float(special.ndtr(high) - special.ndtr(low))


def sample_exponential(rate: float, n: int, rng: np.random.Generator) -> Array:
    """n draws of Exponential(rate), by its inverse CDF: -log(1 - u) / rate.

    Raises:
        ValueError: rate is not greater than 0, or n is no count.
    """
    rate, size = _positive("rate", rate), _count("n", n)
    return np.asarray(-np.log1p(-rng.random(size)) / rate)


def sample_laplace(mu: float, b: float, n: int, rng: np.random.Generator) -> Array:
    """n draws of Laplace(mu, b), by its inverse CDF; u = 0 gives -inf.

    Raises:
        ValueError: b is not greater than 0, or n is no count.
    """
    b, size = _positive("b", b), _count("n", n)
    u = rng.random(size)
    with np.errstate(divide="ignore"):  # log(0)
        standard = np.where(u < 0.5, np.log(2 * u), -np.log(2 * (1 - u)))
    return np.asarray(float(mu) + b * standard)


def sample_bernoulli(p: float, n: int, rng: np.random.Generator) -> Integers:
    """n draws of a Bernoulli variable: 0 if u < 1 - p, else 1.

    Raises:
        ValueError: p is no probability, or n is no count.
    """
    p, size = _probability("p", p), _count("n", n)
    return (rng.random(size) >= 1 - p).astype(np.int64)


def sample_categorical(p: ArrayLike, n: int, rng: np.random.Generator) -> Integers:
    """n draws of a class 0, ..., K - 1: the number of cumulative sums of p that are at most u.

    Raises:
        ValueError: p is no distribution, or n is no count.
    """
    probabilities, size = _distribution("p", p), _count("n", n)
    classes = np.searchsorted(np.cumsum(probabilities), rng.random(size), side="right")
    # The last sum may be less than 1 by rounding, and a u may lie above it.
    last = np.flatnonzero(probabilities)[-1]
    return np.asarray(np.minimum(classes, last), dtype=np.int64)


def sample_normal(mu: float, sigma: float, n: int, rng: np.random.Generator) -> Array:
    """n draws of N(mu, sigma), as mu + sigma z.

    Raises:
        ValueError: sigma is not greater than 0, or n is no count.
    """
    sigma, size = _positive("sigma", sigma), _count("n", n)
    return np.asarray(float(mu) + sigma * rng.standard_normal(size))


def sample_mvn(mu: ArrayLike, cov: ArrayLike, n: int, rng: np.random.Generator) -> Array:
    """n draws (n, d) of the normal law with mean mu (d,) and covariance cov (d, d), as mu + L z with L L^T = cov.

    Raises:
        ValueError: mu is no vector, cov is not positive definite or of another size, or n is no count.
    """
    mean, size = _vector("mu", mu), _count("n", n)
    factor = np.linalg.cholesky(_covariance("cov", cov, mean.size))
    z = rng.standard_normal((size, mean.size))
    return np.asarray(mean + z @ factor.T)


def clt_normal(n: int, rng: np.random.Generator) -> Array:
    """n draws that are almost N(0, 1): the sum of 12 uniforms, minus 6.

    Raises:
        ValueError: n is no count.
    """
    return np.asarray(rng.random((_count("n", n), 12)).sum(axis=1) - 6)


def sum_of_normals(mus: ArrayLike, sigmas: ArrayLike, weights: ArrayLike) -> tuple[float, float]:
    """Mean and standard deviation of the weighted sum of independent N(mus[i], sigmas[i]).

    Raises:
        ValueError: a sigma is not greater than 0, there are no terms, or the lengths differ.
    """
    means, sds, factors = _vector("mus", mus), _vector("sigmas", sigmas), _vector("weights", weights)
    if not means.size == sds.size == factors.size:
        raise ValueError("mus, sigmas and weights must have the same length")
    if not np.all(sds > 0):
        raise ValueError("sigmas must be greater than 0")
    return float(factors @ means), math.hypot(*(factors * sds))


def forward_noise(x0: ArrayLike, betas: ArrayLike, t: int, rng: np.random.Generator) -> float | Array:
    """x_t of the forward diffusion in one jump: sqrt(abar) x0 + sqrt(1 - abar) eps, abar the product of 1 - betas[:t].

    t = 0 gives a copy of x0 and draws nothing (Ho, Jain, Abbeel 2020, equation 4).

    Raises:
        ValueError: a beta does not lie between 0 and 1, or t is no count up to their number.
    """
    start, schedule, steps = _array("x0", x0), _array("betas", betas), _count("t", t)
    if schedule.ndim != 1 or not np.all((schedule > 0) & (schedule < 1)):
        raise ValueError("betas must be a sequence of numbers between 0 and 1")
    if steps > schedule.size:
        raise ValueError(f"t must not be greater than the number of betas, {schedule.size}")
    if steps == 0:
        return _plain(start.copy())
    # By logs: for small betas 1 - abar loses its digits.
    log_abar = np.log1p(-schedule[:steps]).sum()
    eps = rng.standard_normal(start.shape)
    return _plain(np.asarray(np.sqrt(np.exp(log_abar)) * start + np.sqrt(-np.expm1(log_abar)) * eps))


def mc_estimate(
    f: Function, sampler: Callable[[int, np.random.Generator], Array], n: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Estimate of E f(X) from n draws `sampler(n, rng)`, and its standard error.

    Raises:
        ValueError: n is not 2 or more, or f does not give a value for each draw.
    """
    size = _count("n", n)
    if size < 2:
        raise ValueError(f"n must be 2 or more, not {n}")
    values = _one_each("f", f(sampler(size, rng)), size)
    return float(values.mean()), float(values.std(ddof=1) / math.sqrt(size))


def importance_estimate(f: Function, log_p: Function, log_q: Function, x: ArrayLike) -> float:
    """Self-normalised estimate of E f(X) for X ~ p from draws x of q; log_p and log_q may lack their constants.

    Raises:
        ValueError: there are no draws, all of them are impossible under p, or one is impossible under q.
    """
    draws = _array("x", x)
    if draws.ndim == 0 or draws.size == 0:
        raise ValueError("x must hold draws")
    n = len(draws)
    log_target, log_proposal = _one_each("log_p", log_p(draws), n), _one_each("log_q", log_q(draws), n)
    if not np.all(np.isfinite(log_proposal)):
        raise ValueError("log_q must be finite at every draw")
    if not np.isfinite(log_target.max()):
        raise ValueError("log_p must be less than inf, and finite at one draw at least")
    weights = special.softmax(log_target - log_proposal)
    possible = weights > 0  # f need not be finite elsewhere
    return float(weights[possible] @ _one_each("f", f(draws), n)[possible])


def control_variate(fx: ArrayLike, gx: ArrayLike, mean_g: float) -> float:
    """Estimate of E f(X) from f and g at the same draws, when E g(X) is known: mean(f) - c (mean(g) - mean_g).

    The coefficient c = cov(f, g) / var(g) of the sample makes the variance least. A constant g says nothing.

    Raises:
        ValueError: there are no values, or the lengths differ.
    """
    f, g = _vector("fx", fx), _vector("gx", gx)
    if f.size != g.size:
        raise ValueError("fx and gx must have the same length")
    if np.all(g == g[0]):  # the variance of .1, .1, .1 is not 0: their mean is rounded
        return float(f.mean())
    gap = g - g.mean()
    coefficient = gap @ (f - f.mean()) / (gap @ gap)
    return float(f.mean() - coefficient * (g.mean() - float(mean_g)))


def pathwise_gradient(df: Function, mu: float, sigma: float, eps: ArrayLike) -> tuple[float, float]:
    """Gradient of E f(X), X ~ N(mu, sigma), with respect to mu and sigma, from X = mu + sigma eps and the derivative df.

    Raises:
        ValueError: sigma is not greater than 0, or there is no eps.
    """
    sigma, noise = _positive("sigma", sigma), _vector("eps", eps)
    slopes = _one_each("df", df(float(mu) + sigma * noise), noise.size)
    return float(slopes.mean()), float((slopes * noise).mean())


def temperature_probs(logits: ArrayLike, T: float) -> Array:
    """softmax(logits / T), shape (K,): a low temperature T sharpens, a high one flattens.

    Raises:
        ValueError: there is no logit above -inf, or T is not greater than 0.
    """
    values, temperature = _logits(logits), _positive("T", T)
    # The largest becomes 0 before the division, and the others may overflow to -inf.
    with np.errstate(over="ignore"):
        return np.asarray(special.softmax((values - values.max()) / temperature))


def top_k_probs(logits: ArrayLike, k: int) -> Array:
    """Probabilities (K,) when only the k likeliest tokens are kept; on a tie the lower index is.

    Raises:
        ValueError: there is no logit above -inf, or k is not one of 1, ..., K.
    """
    values, size = _logits(logits), _count("k", k)
    if not 1 <= size <= values.size:
        raise ValueError(f"k must lie between 1 and {values.size}, not {k}")
    return _only(_likeliest_first(values)[:size], values)


def top_p_probs(logits: ArrayLike, mass: float) -> Array:
    """Probabilities (K,) when only the smallest set of likeliest tokens is kept whose probability reaches `mass`.

    At least one token is kept, and with mass 1 every token. Nucleus sampling: Holtzman et al. 2020.

    Raises:
        ValueError: there is no logit above -inf, or mass is no probability.
    """
    values, mass = _logits(logits), _probability("mass", mass)
    if mass == 1:  # rounded sums may reach 1 before the last token
        return np.asarray(special.softmax(values))
    order = _likeliest_first(values)
    sums = np.cumsum(special.softmax(values)[order])
    before = np.searchsorted(sums, mass - 1e-12)  # a sum that reaches the mass but for rounding has reached it
    return _only(order[: before + 1], values)


def greedy(logits: ArrayLike) -> int:
    """The index of the likeliest token, the first on a tie.

    Raises:
        ValueError: there is no logit above -inf.
    """
    return int(np.argmax(_logits(logits)))


def sample_tokens(
    logits: ArrayLike,
    n: int,
    rng: np.random.Generator,
    T: float = 1.0,
    k: int | None = None,
    mass: float | None = None,
) -> Integers:
    """n token indices: temperature, then top-k, then top-p, each on what the step before left.

    Raises:
        ValueError: an argument is outside the domain of its step, or n is no count.
    """
    probabilities = temperature_probs(logits, T)
    with np.errstate(divide="ignore"):  # log(0)
        if k is not None:
            probabilities = top_k_probs(np.log(probabilities), k)
        if mass is not None:
            probabilities = top_p_probs(np.log(probabilities), mass)
    return sample_categorical(probabilities, n, rng)


def mc_error_ratio(n1: int, n2: int) -> float:
    """The standard error of a mean of n1 draws over that of n2 draws.

    Raises:
        ValueError: n1 or n2 is no count of 1 or more.
    """
    first, second = _count("n1", n1), _count("n2", n2)
    if first == 0 or second == 0:
        raise ValueError("n1 and n2 must be 1 or more")
    return math.sqrt(second / first)


def expected_minibatch_gradient(per_example: ArrayLike) -> float | Array:
    """The mean gradient over all minibatches of any one size: that of the examples, a float of (N,), (d,) of (N, d).

    Raises:
        ValueError: there are no examples, or more than two axes.
    """
    gradients = _array("per_example", per_example)
    if gradients.ndim not in (1, 2) or len(gradients) == 0:
        raise ValueError("per_example must have the shape (N,) or (N, d), with N of 1 or more")
    return _plain(np.asarray(gradients.mean(axis=0)))


def score_function_gradient(f: Function, mu: float, sigma: float, x: ArrayLike) -> float:
    """Gradient of E f(X), X ~ N(mu, sigma), with respect to mu: the mean of f(x) (x - mu) / sigma^2 over draws x.

    Raises:
        ValueError: sigma is not greater than 0, or there are no draws.
    """
    sigma, draws = _positive("sigma", sigma), _vector("x", x)
    values = _one_each("f", f(draws), draws.size)
    return float((values * ((draws - float(mu)) / sigma)).mean() / sigma)


def affine_law(mu: ArrayLike, cov: ArrayLike, A: ArrayLike, b: ArrayLike) -> tuple[Array, Array]:
    """Mean (m,) and covariance (m, m) of A X + b for X of mean mu (d,) and covariance cov (d, d); A is (m, d).

    Raises:
        ValueError: cov is not positive definite, or the shapes do not fit.
    """
    mean, shift = _vector("mu", mu), _vector("b", b)
    before, matrix = _covariance("cov", cov, mean.size), _array("A", A)
    if matrix.shape != (shift.size, mean.size):
        raise ValueError("A must have one row for each entry of b and one column for each of mu")
    return np.asarray(matrix @ mean + shift), np.asarray(matrix @ before @ matrix.T)


def categorical_moments(p: ArrayLike) -> tuple[Array, Array]:
    """Mean (K,) and covariance (K, K) of a one-hot categorical vector: p and diag(p) - p p^T.

    Raises:
        ValueError: p is no distribution.
    """
    probabilities = _distribution("p", p)
    return probabilities.copy(), np.diag(probabilities) - np.outer(probabilities, probabilities)


def multinomial_pmf(counts: ArrayLike, p: ArrayLike) -> float:
    """The probability of seeing class k counts[k] times in sum(counts) draws.

    Raises:
        ValueError: p is no distribution, a count is negative or not whole, or the lengths differ.
    """
    probabilities, seen = _distribution("p", p), _array("counts", counts)
    if seen.shape != probabilities.shape or not np.all((seen >= 0) & (seen < np.inf) & (seen == np.floor(seen))):
        raise ValueError("counts must have one entry for each of p, whole numbers and not negative")
    log_ways = special.gammaln(seen.sum() + 1) - special.gammaln(seen + 1).sum()
    return float(np.exp(log_ways + special.xlogy(seen, probabilities).sum()))  # xlogy(0, 0) is 0


def beta_pdf(x: ArrayLike, a: float, b: float) -> float | Array:
    """The density of Beta(a, b) at x in [0, 1], a number or an array.

    At an end it is inf, 0 or finite, as the exponent there is negative, positive or 0.

    Raises:
        ValueError: a or b is not greater than 0, or an x lies outside [0, 1].
    """
    values, a, b = _array("x", x), _positive("a", a), _positive("b", b)
    if not np.all((values >= 0) & (values <= 1)):
        raise ValueError("x must lie between 0 and 1")
    # By logs: powers underflow and B(a, b) does, their ratio does not. xlogy(0, 0) is 0.
    log_density = special.xlogy(a - 1, values) + special.xlog1py(b - 1, -values) - special.betaln(a, b)
    return _plain(np.asarray(np.exp(log_density)))


def plot_sampler(samples: ArrayLike, pdf: Function) -> Any:
    """New Axes with a histogram of the samples, of area 1, the pdf as a line over it, and axis labels.

    Raises:
        ValueError: there are no samples, or pdf does not give a value for each point.
    """
    import matplotlib.pyplot as plt

    draws = _vector("samples", samples)
    _, axes = plt.subplots(figsize=(6.0, 3.6))
    bins = int(np.clip(math.sqrt(draws.size), 10, 80))
    _, edges, _ = axes.hist(draws, bins=bins, density=True, alpha=0.5, label="draws")
    x = np.linspace(edges[0], edges[-1], 400)
    axes.plot(x, _one_each("pdf", pdf(x), x.size), label="density")
    axes.set_xlabel("value")
    axes.set_ylabel("density")
    axes.legend()
    return axes
