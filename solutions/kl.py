"""Reference solutions of the assignment `kl`: information, and the divergence behind every loss.

The conventions of the course hold throughout: nats unless another `base` is given, `sigma` is a standard deviation and
`logvar` the log of a variance, labels count from 0, KL(a || b) is written in that order, and outside its domain a
function raises ValueError with the argument's name.
Formulas: Cover, Thomas, Elements of Information Theory (2nd edition), chapters 2, 5 and 8, where nothing else is said.
"""

import heapq
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from solutions.domains import Array, _array, _count, _distribution, _plain, _positive
from solutions.likelihood import _log_normal
from solutions.mixtures import _descended, _mixture, _moments, _reverse_kl, _starts
from solutions.sampling import _logits, _one_each

# Which way does each loss measure, as KL(truth || model), forward, or as KL(model || truth), reverse?
answer_directions = {
    "MLE": "forward",
    "classifier cross-entropy": "forward",
    "VAE encoder": "reverse",
    "T^2 KL(teacher||student)": "forward",
}


def _nats(base: float) -> float:
    """The nats in one unit of information, as the base of the logarithm has it."""
    base = _positive("base", base)
    if base == 1:
        raise ValueError("base must not be 1")
    return math.log(base)


def _two_distributions(p: ArrayLike, q: ArrayLike) -> tuple[Array, Array]:
    """Two vectors of probabilities for the same outcomes."""
    first, second = _distribution("p", p), _distribution("q", q)
    if first.size != second.size:
        raise ValueError("p and q must have the same length")
    return first, second


def _joint(joint: ArrayLike) -> Array:
    """A table of probabilities that sum to 1."""
    table = _array("joint", joint)
    if table.ndim != 2:
        raise ValueError("joint must have two axes")
    return _distribution("joint", table.ravel()).reshape(table.shape)


def _together(**values: ArrayLike) -> list[Array]:
    """The values as arrays of one shape, by broadcasting."""
    try:
        return list(np.broadcast_arrays(*(_array(name, entries) for name, entries in values.items())))
    except ValueError:
        raise ValueError(f"{', '.join(values)} must be numbers, in shapes that fit together") from None


def _scales(name: str, values: Array) -> Array:
    """The values, if all of them are greater than 0."""
    if not np.all(values > 0):
        raise ValueError(f"{name} must be greater than 0")
    return values


def _same_rows(**values: ArrayLike) -> list[Array]:
    """The values as arrays of one shape, (D,) or (N, D), that is not empty."""
    arrays = [_array(name, entries) for name, entries in values.items()]
    if len({array.shape for array in arrays}) > 1 or arrays[0].ndim > 2 or arrays[0].size == 0:
        raise ValueError(f"{', '.join(values)} must have the same shape, (D,) or (N, D), and must not be empty")
    return arrays


def _code_lengths(lengths: ArrayLike) -> Array:
    """Lengths of code words: whole numbers, not negative."""
    values = _array("lengths", lengths)
    if values.ndim != 1 or values.size == 0 or not np.all((values >= 0) & (values < np.inf) & (values == np.floor(values))):
        raise ValueError("lengths must be whole numbers and not negative, in one row that is not empty")
    return values


def surprise(p: ArrayLike, base: float = math.e) -> float | Array:
    """-log(p), for a probability or an array of them: 0 where p = 1, inf where p = 0.

    Raises:
        ValueError: a p is no probability, or base is not greater than 0, or 1.
    """
    probabilities = _array("p", p)
    if not np.all((probabilities >= 0) & (probabilities <= 1)):
        raise ValueError("p must lie between 0 and 1")
    with np.errstate(divide="ignore"):  # log(0)
        return _plain(np.asarray((0 - np.log(probabilities)) / _nats(base)))


def entropy(p: ArrayLike, base: float = math.e) -> float:
    """The mean surprise -sum(p log p) of a distribution (K,); outcomes of probability 0 contribute nothing.

    Raises:
        ValueError: p is no distribution, or base is not greater than 0, or 1.
    """
    probabilities = _distribution("p", p)
    return float((0 - special.xlogy(probabilities, probabilities).sum()) / _nats(base))  # xlogy(0, 0) is 0


def binary_entropy(p: ArrayLike, base: float = math.e) -> float | Array:
    """The entropy of a coin whose heads have the probability p, a number or an array.

    Raises:
        ValueError: a p is no probability, or base is not greater than 0, or 1.
    """
    heads = _array("p", p)
    if not np.all((heads >= 0) & (heads <= 1)):
        raise ValueError("p must lie between 0 and 1")
    # log1p(-p) has the digits that 1 - p loses at small p.
    return _plain(np.asarray((0 - special.xlogy(heads, heads) - special.xlog1py(1 - heads, -heads)) / _nats(base)))


def huffman_lengths(p: ArrayLike) -> NDArray[np.int64]:
    """Lengths (K,) of the code words, in bits, of a prefix code with the least average length, for K >= 2 symbols.

    Every symbol has a word, those of probability 0 too.

    Raises:
        ValueError: p is no distribution, or has fewer than two symbols.
    """
    probabilities = _distribution("p", p)
    if probabilities.size < 2:
        raise ValueError("p must have two symbols or more")
    lengths = np.zeros(probabilities.size, dtype=np.int64)
    # Groups of symbols, by probability; the second entry settles ties.
    heap = [(float(share), symbol, [symbol]) for symbol, share in enumerate(probabilities)]
    heapq.heapify(heap)
    for number in range(1, probabilities.size):
        rarest, _, left = heapq.heappop(heap)
        second, _, right = heapq.heappop(heap)
        lengths[left + right] += 1  # the two become one: one more bit tells their symbols apart
        heapq.heappush(heap, (rarest + second, probabilities.size + number, left + right))
    return lengths


def average_length(p: ArrayLike, lengths: ArrayLike) -> float:
    """The mean length of a code word, in bits, when symbols are drawn from p.

    Raises:
        ValueError: p is no distribution, a length is negative or not whole, or they are not one for each symbol.
    """
    probabilities, words = _distribution("p", p), _code_lengths(lengths)
    if probabilities.size != words.size:
        raise ValueError("p and lengths must have the same length")
    return float(probabilities @ words)


def kraft_sum(lengths: ArrayLike) -> float:
    """The sum of 2^-length: a prefix code with these lengths exists if, and only if, it is at most 1.

    Raises:
        ValueError: there are no lengths, or one is negative or not whole.
    """
    return float(np.exp2(-_code_lengths(lengths)).sum())


def kl(p: ArrayLike, q: ArrayLike, base: float = math.e) -> float:
    """KL(p || q) = sum(p log(p / q)): inf where q = 0 < p, while outcomes with p = 0 contribute nothing.

    Raises:
        ValueError: p or q is no distribution, the lengths differ, or base is not greater than 0, or 1.
    """
    truth, model = _two_distributions(p, q)
    # xlogy(0, 0) is 0, and p / q would overflow.
    return float((special.xlogy(truth, truth) - special.xlogy(truth, model)).sum() / _nats(base))


def cross_entropy_of(p: ArrayLike, q: ArrayLike, base: float = math.e) -> float:
    """H(p, q) = -sum(p log q), the mean surprise of one who believes q: entropy(p) + KL(p || q).

    Raises:
        ValueError: p or q is no distribution, the lengths differ, or base is not greater than 0, or 1.
    """
    truth, model = _two_distributions(p, q)
    return float((0 - special.xlogy(truth, model).sum()) / _nats(base))


def extra_bits(p: ArrayLike, q: ArrayLike) -> float:
    """KL(p || q) in bits: what a code made for q costs more, per symbol, when symbols are drawn from p.

    Raises:
        ValueError: p or q is no distribution, or the lengths differ.
    """
    return kl(p, q, base=2)


def expected_score(p: ArrayLike, Q: ArrayLike) -> Array:
    """The cross-entropy (M,), in nats, of each forecast in Q (M, K) when outcomes are drawn from p (K,).

    Raises:
        ValueError: p or a row of Q is no distribution, or the lengths differ.
    """
    truth, forecasts = _distribution("p", p), _distribution("Q", Q, axes=2)
    if truth.size != forecasts.shape[1]:
        raise ValueError("Q must have one column for each entry of p")
    return np.asarray(0 - special.xlogy(truth, forecasts).sum(axis=1))


def best_forecast(p: ArrayLike, Q: ArrayLike) -> int:
    """The index of the forecast in Q (M, K) with the least expected score under p, the first on a tie.

    Raises:
        ValueError: p or a row of Q is no distribution, or the lengths differ.
    """
    return int(np.argmin(expected_score(p, Q)))


def mutual_information(joint: ArrayLike, base: float = math.e) -> float:
    """I(X; Y), the KL from the product of the marginals to the joint table: 0 if X and Y are independent.

    Raises:
        ValueError: joint is no table of probabilities, or base is not greater than 0, or 1.
    """
    table = _joint(joint)
    of_x, of_y = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True)
    # By logs of each: the product of two marginals may underflow.
    terms = special.xlogy(table, table) - special.xlogy(table, of_x) - special.xlogy(table, of_y)
    return float(terms.sum() / _nats(base))


def conditional_entropy(joint: ArrayLike, base: float = math.e) -> float:
    """H(Y | X), what Y still tells when X is known; row x of the table holds P(X = x, Y = y).

    Raises:
        ValueError: joint is no table of probabilities, or base is not greater than 0, or 1.
    """
    table = _joint(joint)
    of_x = table.sum(axis=1, keepdims=True)
    return float((special.xlogy(table, of_x) - special.xlogy(table, table)).sum() / _nats(base))


def gaussian_entropy(sigma: ArrayLike) -> float | Array:
    """log(sigma sqrt(2 pi e)), the differential entropy of N(mu, sigma) in nats; negative where sigma is small.

    Raises:
        ValueError: a sigma is not greater than 0.
    """
    return _plain(np.asarray(np.log(_scales("sigma", _array("sigma", sigma))) + math.log(2 * math.pi * math.e) / 2))


def kl_gaussian(mu1: ArrayLike, sigma1: ArrayLike, mu2: ArrayLike, sigma2: ArrayLike) -> float | Array:
    """KL(N(mu1, sigma1) || N(mu2, sigma2)) for standard deviations; all arguments broadcast.

    Raises:
        ValueError: a sigma is not greater than 0, or the shapes do not fit.
    """
    m1, s1, m2, s2 = _together(mu1=mu1, sigma1=sigma1, mu2=mu2, sigma2=sigma2)
    ratio, z = _scales("sigma1", s1) / _scales("sigma2", s2), (m1 - m2) / s2
    # (ratio - 1) (ratio + 1) has the digits that ratio^2 - 1 loses close to 1.
    return _plain(np.asarray(np.log(s2) - np.log(s1) + (ratio - 1) * (ratio + 1) / 2 + z * z / 2))


def kl_to_standard(mu: ArrayLike, logvar: ArrayLike) -> float | Array:
    """KL(N(mu, variance exp(logvar)) || N(0, 1)), summed over the last axis: (D,) to a float, (N, D) to (N,).

    Kingma, Welling 2014, appendix B.

    Raises:
        ValueError: the shapes differ, or are empty.
    """
    means, logs = _same_rows(mu=mu, logvar=logvar)
    with np.errstate(over="ignore"):  # a variance beyond the floats
        return _plain(np.asarray((np.expm1(logs) - logs + means * means).sum(axis=-1) / 2))


def kl_monte_carlo(
    log_p: Callable[[Array], ArrayLike],
    log_q: Callable[[Array], ArrayLike],
    sample_p: Callable[[int, np.random.Generator], Array],
    n: int,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Estimate of KL(p || q) from n draws `sample_p(n, rng)`, and its standard error; it may be negative.

    A draw that is impossible under q gives (inf, inf).

    Raises:
        ValueError: n is not 2 or more, or log_p or log_q does not give a value for each draw.
    """
    size = _count("n", n)
    if size < 2:
        raise ValueError(f"n must be 2 or more, not {n}")
    draws = sample_p(size, rng)
    truth, model = _one_each("log_p", log_p(draws), size), _one_each("log_q", log_q(draws), size)
    if np.any(model == -np.inf):
        return math.inf, math.inf
    gaps = truth - model
    return float(gaps.mean()), float(gaps.std(ddof=1) / math.sqrt(size))


def empirical(data: ArrayLike, K: int) -> Array:
    """The share (K,) of each label 0, ..., K - 1 in the data.

    Raises:
        ValueError: there are no data, or a label is not one of 0, ..., K - 1.
    """
    labels, size = _array("data", data), _count("K", K)
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError("data must be labels in one row that is not empty")
    if not np.all((labels >= 0) & (labels < size) & (labels == np.floor(labels))):
        raise ValueError(f"data must be whole numbers that are at least 0 and less than K = {size}")
    return np.asarray(np.bincount(labels.astype(np.int64), minlength=size) / labels.size)


def mle_gap(data: ArrayLike, q: ArrayLike) -> float:
    """The mean NLL of the data under q (K,), minus the entropy of their empirical distribution: KL(empirical || q).

    Raises:
        ValueError: q is no distribution, there are no data, or a label is not one of 0, ..., K - 1.
    """
    model = _distribution("q", q)
    return kl(empirical(data, model.size), model)


def forward_fit(weights: ArrayLike, mus: ArrayLike, sigmas: ArrayLike) -> tuple[float, float]:
    """Mean and standard deviation of the Gaussian with the least KL(mixture || Gaussian): those of the mixture.

    Raises:
        ValueError: weights are no distribution, a sigma is not greater than 0, or the lengths differ.
    """
    return _moments(*_mixture(weights, mus, sigmas))


def reverse_kl(mu: float, sigma: float, weights: ArrayLike, mus: ArrayLike, sigmas: ArrayLike) -> float:
    """KL(N(mu, sigma) || mixture), by quadrature.

    Raises:
        ValueError: weights are no distribution, a sigma is not greater than 0, or the lengths differ.
    """
    return _reverse_kl(float(mu), _positive("sigma", sigma), _mixture(weights, mus, sigmas), points=48_001)[0]


def reverse_fit(weights: ArrayLike, mus: ArrayLike, sigmas: ArrayLike) -> tuple[float, float]:
    """Mean and standard deviation of the Gaussian with the least KL(Gaussian || mixture).

    There is a local minimum at most modes and one over close neighbours: the search starts at all of them.

    Raises:
        ValueError: weights are no distribution, a sigma is not greater than 0, or the lengths differ.
    """
    mixture = _mixture(weights, mus, sigmas)
    _, mu, sigma = min(_descended(*start, mixture) for start in _starts(*mixture))
    return mu, sigma


def jensen_shannon(p: ArrayLike, q: ArrayLike, base: float = math.e) -> float:
    """The mean of KL(p || m) and KL(q || m), m the mixture (p + q) / 2: between 0 and log 2, the same for (q, p).

    Raises:
        ValueError: p or q is no distribution, the lengths differ, or base is not greater than 0, or 1.
    """
    first, second = _two_distributions(p, q)
    middle = (first + second) / 2
    return (kl(first, middle, base) + kl(second, middle, base)) / 2


def gan_value(p: ArrayLike, q: ArrayLike) -> float:
    """The GAN's value for data p, generator q and the best discriminator: 2 JSD(p, q) - 2 log 2.

    Goodfellow et al. 2014, theorem 1.

    Raises:
        ValueError: p or q is no distribution, or the lengths differ.
    """
    return 2 * jensen_shannon(p, q) - 2 * math.log(2)


def distillation_loss(teacher_logits: ArrayLike, student_logits: ArrayLike, T: float) -> float:
    """T^2 KL(teacher || student) of the softmax of logits / T: for (K,) or, in the mean over N, for (N, K).

    Hinton, Vinyals, Dean 2015: without T^2 the gradient would fall with the temperature.

    Raises:
        ValueError: T is not greater than 0, a logit is not finite, or the shapes differ or are empty.
    """
    temperature = _positive("T", T)
    teacher, student = _same_rows(teacher_logits=teacher_logits, student_logits=student_logits)
    if teacher.ndim == 0 or not np.all(np.isfinite(teacher) & np.isfinite(student)):
        raise ValueError("teacher_logits and student_logits must be finite, and have an axis of classes")
    log_p, log_q = special.log_softmax(teacher / temperature, axis=-1), special.log_softmax(student / temperature, axis=-1)
    divergences = (np.exp(log_p) * (log_p - log_q)).sum(axis=-1)
    return float(temperature * temperature * divergences.mean())


def bradley_terry_loss(reward_w: ArrayLike, reward_l: ArrayLike) -> float | Array:
    """-log sigmoid(reward_w - reward_l): the NLL of the preference for w over l; the arguments broadcast.

    Raises:
        ValueError: the shapes do not fit.
    """
    winner, loser = _together(reward_w=reward_w, reward_l=reward_l)
    return _plain(np.asarray(np.logaddexp(0.0, loser - winner)))  # log(1 + e^-gap) without overflow


def dpo_loss(
    logp_w: ArrayLike, logp_l: ArrayLike, ref_logp_w: ArrayLike, ref_logp_l: ArrayLike, beta: float
) -> float | Array:
    """The Bradley-Terry loss of the implicit rewards beta (logp - ref_logp) of the preferred and the other response.

    Rafailov et al. 2023, equation 7. All arguments but beta broadcast.

    Raises:
        ValueError: beta is not greater than 0, or the shapes do not fit.
    """
    strength = _positive("beta", beta)
    w, l, ref_w, ref_l = _together(logp_w=logp_w, logp_l=logp_l, ref_logp_w=ref_logp_w, ref_logp_l=ref_logp_l)  # noqa: E741
    return bradley_terry_loss(strength * (w - ref_w), strength * (l - ref_l))


def denoising_nll(eps: ArrayLike, eps_hat: ArrayLike, sigma: float) -> float | Array:
    """NLL of eps ~ N(eps_hat, sigma), summed over the last axis: (D,) to a float, (N, D) to (N,).

    Raises:
        ValueError: sigma is not greater than 0, or the shapes differ or are empty.
    """
    noise, prediction = _same_rows(eps=eps, eps_hat=eps_hat)
    return _plain(np.asarray(-_log_normal(noise, prediction, _positive("sigma", sigma)).sum(axis=-1)))


def negative_elbo(x: ArrayLike, x_hat: ArrayLike, mu: ArrayLike, logvar: ArrayLike, sigma_x: float) -> float | Array:
    """The loss of a VAE: NLL of x ~ N(x_hat, sigma_x), summed over the pixels, plus KL(N(mu, e^logvar) || N(0, 1)).

    x and x_hat are (D,) and mu and logvar (L,), for a float, or they are (N, D) and (N, L), for (N,).

    Raises:
        ValueError: sigma_x is not greater than 0, or the shapes do not fit or are empty.
    """
    pixels, decoded = _same_rows(x=x, x_hat=x_hat)
    means, logs = _same_rows(mu=mu, logvar=logvar)
    if pixels.shape[:-1] != means.shape[:-1]:
        raise ValueError("x and mu must have the same number of rows")
    return denoising_nll(pixels, decoded, _positive("sigma_x", sigma_x)) + kl_to_standard(means, logs)


def elbo_gap(x: float, m: float, s: float, sigma_x: float) -> float:
    """log p(x) minus the ELBO of q = N(m, s), when z ~ N(0, 1) and x ~ N(z, sigma_x): KL(q || posterior of z).

    Raises:
        ValueError: s or sigma_x is not greater than 0.
    """
    sd, noise = _positive("s", s), _positive("sigma_x", sigma_x)
    # The posterior is N(x / (1 + sigma_x^2), sigma_x / sqrt(1 + sigma_x^2)). The difference would lose its digits.
    total = math.hypot(1, noise)
    return max(float(kl_gaussian(float(m), sd, float(x) / total / total, noise / total)), 0.0)


def penalised_mean_nll(data: ArrayLike, q: ArrayLike, log_prior_value: float) -> float:
    """The mean NLL of the n data under q (K,), minus log_prior_value / n.

    It is KL(empirical || q) + H(empirical) - log_prior_value / n: to fit, and not to stray from the prior.

    Raises:
        ValueError: q is no distribution, there are no data, or a label is not one of 0, ..., K - 1.
    """
    model = _distribution("q", q)
    shares = empirical(data, model.size)
    return cross_entropy_of(shares, model) - float(log_prior_value) / len(_array("data", data))


def entropy_at(logits: ArrayLike, T: float) -> float:
    """The entropy of softmax(logits / T), in nats; logits may be -inf.

    Raises:
        ValueError: there is no logit above -inf, or T is not greater than 0.
    """
    values, temperature = _logits(logits), _positive("T", T)
    with np.errstate(over="ignore"):  # -1e4 / 1e-320: impossible then
        below = (values - values.max()) / temperature
    below = np.delete(below, np.argmax(below))  # of the largest it is 0
    odds = np.exp(below)
    # log(Z) - sum(p below), Z = 1 + sum(odds): no difference, so that entropies close to 0 keep their digits.
    possible = odds > 0
    return float(np.log1p(odds.sum()) - odds[possible] @ below[possible] / (1 + odds.sum()))


def plot_directions(weights: ArrayLike, mus: ArrayLike, sigmas: ArrayLike) -> Any:
    """New Axes with the densities of a mixture and of its two Gaussian fits, a legend and axis labels.

    Raises:
        ValueError: weights are no distribution, a sigma is not greater than 0, or the lengths differ.
    """
    import matplotlib.pyplot as plt

    shares, means, sds = _mixture(weights, mus, sigmas)
    fits = {"forward": forward_fit(shares, means, sds), "reverse": reverse_fit(shares, means, sds)}
    centres = np.array([*means, *(mu for mu, _ in fits.values())])
    spreads = np.array([*sds, *(sigma for _, sigma in fits.values())])
    low, high = np.min(centres - 4 * spreads), np.max(centres + 4 * spreads)
    # 240 points over the three standard deviations on either side of the narrowest.
    x = np.linspace(low, high, int(np.clip(40 * (high - low) / spreads.min(), 400, 100_000)))
    _, axes = plt.subplots(figsize=(6.0, 3.6))
    axes.plot(x, np.exp(_log_normal(x[:, np.newaxis], means, sds)) @ shares, color="black", label="target")
    for (label, (mu, sigma)), style in zip(fits.items(), ("--", "-."), strict=True):
        axes.plot(x, np.exp(_log_normal(x, mu, sigma)), linestyle=style, label=label)
    axes.set_xlabel("x")
    axes.set_ylabel("density")
    axes.legend()
    return axes
