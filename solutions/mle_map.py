"""Reference solutions of the assignment `mle-map`: from likelihood to loss to regularizer.

The conventions of the course hold throughout: natural logarithms, `sigma` and `tau` are standard deviations, labels
count from 0, and outside its domain a function raises ValueError with the argument's name. X is (N, d), with a column of
ones where a constant is wanted; y is (N,) and w is (d,). Without examples there is no fit: empty data is a ValueError.
Formulas: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2nd edition), chapters 3 and 4, where
nothing else is said.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from solutions.bayes import beta_summary
from solutions.domains import Array, _array, _count, _heads_and_tails, _not_negative, _plain, _positive, _vector
from solutions.regression import _counts, _design, _examples, _labels, _newton, _to_face_minimum, _weights

# Does the best w of `gaussian_nll` depend on sigma? No: sigma only scales and shifts what is minimised.
answer_sigma = False
# What do the gradients in w of the mean losses of linear, logistic and Poisson regression share?
# a  Each is a linear function of w, so that the best w has a closed form.
# b  Each is X^T (prediction - truth) times a constant.                                                        (right)
# c  Each is X^T (X w - y) / N: how the mean depends on X w is of no consequence.
# d  Each is 0 only where all predictions are equal to the truths.
answer_glm = "b"


def _pairs(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Points of a line through the origin: x is not 0 everywhere."""
    inputs, truth = _vector("x", x), _vector("y", y)
    if inputs.size != truth.size:
        raise ValueError("x and y must have the same length")
    if not np.any(inputs):
        raise ValueError("x must not be 0 everywhere")
    return inputs, truth


def _logits(name: str, values: ArrayLike) -> Array:
    """Logits along the last axis: less than inf, and not -inf only."""
    logits = _array(name, values)
    if logits.ndim == 0 or logits.size == 0:
        raise ValueError(f"{name} must have an axis of classes and must not be empty")
    if not np.all(np.isfinite(logits.max(axis=-1))):
        raise ValueError(f"{name} must be numbers or -inf, and at least one a number")
    return logits


def _example(z: ArrayLike, label: int) -> tuple[Array, int]:
    """The logits (K,) of one example, and its class."""
    logits, k = _logits("z", z), _count("label", label)
    if logits.ndim != 1:
        raise ValueError("z must have one axis, the classes")
    if k >= logits.size:
        raise ValueError(f"label must be one of 0, ..., {logits.size - 1}, not {label}")
    return logits, k


def coin_mle(flips: ArrayLike) -> float:
    """The bias under which the flips are most likely: the share of heads.

    Raises:
        ValueError: there are no flips, or one is not 0 or 1.
    """
    heads, tails = _heads_and_tails(flips)
    if heads + tails == 0:
        raise ValueError("flips must not be empty")
    return heads / (heads + tails)


def coin_map(flips: ArrayLike, a: float, b: float) -> float:
    """The bias of highest posterior density under a Beta(a, b) prior: the mode of Beta(a + heads, b + tails).

    Raises:
        ValueError: there are no flips, one is not 0 or 1, or a or b is not greater than 0.
    """
    a, b = _positive("a", a), _positive("b", b)
    heads, tails = _heads_and_tails(flips)
    if heads + tails == 0:
        raise ValueError("flips must not be empty")
    return beta_summary(a + heads, b + tails)["mode"]


def normal_mle(x: ArrayLike) -> tuple[float, float]:
    """Mean and standard deviation (divided by n, not n - 1) of the normal law under which x is most likely.

    Raises:
        ValueError: there are no data.
    """
    data = _vector("x", x)
    return float(data.mean()), float(data.std())


def laplace_mle(x: ArrayLike) -> tuple[float, float]:
    """Median, and mean absolute deviation from it: the Laplace law under which x is most likely.

    Raises:
        ValueError: there are no data.
    """
    data = _vector("x", x)
    median = np.median(data)
    return float(median), float(np.abs(data - median).mean())


def gaussian_nll(X: ArrayLike, y: ArrayLike, w: ArrayLike, sigma: float) -> float:
    """Negative log-likelihood of y ~ N(Xw, sigma), summed: N log(sigma sqrt(2 pi)) + SSE / (2 sigma^2).

    Raises:
        ValueError: sigma is not greater than 0, there are no data, or the shapes differ.
    """
    data, truth = _examples(X, y)
    sigma = _positive("sigma", sigma)
    z = (truth - data @ _weights(w, data)) / sigma
    return float(truth.size * (math.log(sigma) + math.log(2 * math.pi) / 2) + z @ z / 2)


def ols_origin(x: ArrayLike, y: ArrayLike) -> float:
    """The slope of the line through the origin with the least sum of squared residuals: sum(x y) / sum(x^2).

    Raises:
        ValueError: there are no data, the lengths differ, or all x are 0.
    """
    inputs, truth = _pairs(x, y)
    scale = np.max(np.abs(inputs))
    unit = inputs / scale  # the squares of tiny x would underflow
    return float(unit @ truth / (unit @ unit) / scale)


def ols(X: ArrayLike, y: ArrayLike) -> Array:
    """The weights (d,) with the least sum of squared residuals.

    Raises:
        ValueError: there are no data, or the shapes differ.
    """
    data, truth = _examples(X, y)
    # Not by X^T X: its condition number is the square of that of X.
    return np.asarray(np.linalg.lstsq(data, truth, rcond=None)[0])


def residual_sum_of_squares(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> float:
    """The sum of the squared residuals y - Xw.

    Raises:
        ValueError: there are no data, or the shapes differ.
    """
    data, truth = _examples(X, y)
    residual = truth - data @ _weights(w, data)
    return float(residual @ residual)


def mse_gradient(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> Array:
    """The gradient (d,) of the mean squared error in w: (2/N) X^T (Xw - y).

    Raises:
        ValueError: there are no data, or the shapes differ.
    """
    data, truth = _examples(X, y)
    return 2 * glm_gradient(data, data @ _weights(w, data) - truth)


def absolute_regression(x: ArrayLike, y: ArrayLike) -> float:
    """A slope of a line through the origin with the least sum of absolute residuals: the MLE under Laplace noise.

    |y - slope x| = |x| |y/x - slope|, so it is the median of y/x with the weights |x|.

    Raises:
        ValueError: there are no data, the lengths differ, or all x are 0.
    """
    inputs, truth = _pairs(x, y)
    telling = inputs != 0  # the residual of a point at 0 is the same for all slopes
    slopes, weights = truth[telling] / inputs[telling], np.abs(inputs[telling])
    order = np.argsort(slopes)
    below = np.cumsum(weights[order])
    return float(slopes[order][np.searchsorted(below, below[-1] / 2)])


def sigmoid(z: ArrayLike) -> float | Array:
    """1 / (1 + e^-z) for a logit or an array of logits.

    Raises:
        ValueError: z is empty.
    """
    logits = _array("z", z)
    if logits.size == 0:
        raise ValueError("z must not be empty")
    return _plain(np.asarray(special.expit(logits)))


def bce(z: ArrayLike, y: ArrayLike) -> float:
    """Binary cross-entropy of logits z and labels y of the same shape, the mean over the examples.

    It is -log sigmoid(z) where y = 1 and -log(1 - sigmoid(z)) = -log sigmoid(-z) where y = 0.

    Raises:
        ValueError: z is empty, the shapes differ, or a y is not 0 or 1.
    """
    logits, truth = _array("z", z), _labels(_array("y", y))
    if logits.size == 0 or truth.shape != logits.shape:
        raise ValueError("z must not be empty, and y must have the shape of z")
    # -log sigmoid(z) = log(e^0 + e^-z), which logaddexp knows how to compute without overflow.
    return float(np.logaddexp(0, np.where(truth == 1, -logits, logits)).mean())


def bce_gradient(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> Array:
    """The gradient (d,) in w of the mean binary cross-entropy with logits Xw: (1/N) X^T (sigmoid(Xw) - y).

    Raises:
        ValueError: there are no data, the shapes differ, or a y is not 0 or 1.
    """
    data, truth = _examples(X, y)
    sign = 1 - 2 * _labels(truth)
    # sigmoid(z) - 1 is -sigmoid(-z), which keeps its digits where sigmoid(z) is close to 1.
    return glm_gradient(data, sign * special.expit(sign * (data @ _weights(w, data))))


def fit_logistic(X: ArrayLike, y: ArrayLike) -> Array:
    """The weights (d,) of logistic regression with the least cross-entropy, by Newton's method.

    Raises:
        ValueError: there are no data, the shapes differ, a y is not 0 or 1, or the maximum of the likelihood is at
            infinity, because a plane separates the classes.
    """
    data, truth = _examples(X, y)
    sign = 1 - 2 * _labels(truth)
    # sigmoid(z) - y is sign * sigmoid(sign * z): without the difference it keeps its digits.
    return _newton(
        data,
        loss=lambda z: np.asarray(np.logaddexp(0, sign * z)),
        slope=lambda z: np.asarray(sign * special.expit(sign * z)),
        curvature=lambda z: np.asarray(special.expit(z) * special.expit(-z)),
    )


def softmax(z: ArrayLike) -> Array:
    """Probabilities along the last axis: e^z_k over the sum of e^z_j.

    Raises:
        ValueError: z is a scalar or empty, or along the last axis one is inf or all are -inf.
    """
    return np.asarray(special.softmax(_logits("z", z), axis=-1))  # it subtracts the largest, so that none overflows


def cross_entropy(z: ArrayLike, label: int) -> float:
    """-log softmax(z)[label] for the logits (K,) of one example; inf where that logit is -inf.

    Raises:
        ValueError: z is no vector of logits, or label is not one of 0, ..., K - 1.
    """
    logits, k = _example(z, label)
    if logits[k] == -np.inf:
        return math.inf
    return float(np.logaddexp.reduce(logits - logits[k]))


def cross_entropy_gradient(z: ArrayLike, label: int) -> Array:
    """The gradient (K,) of `cross_entropy` in z: softmax(z) minus the one-hot label.

    Raises:
        ValueError: z is no vector of logits, or label is not one of 0, ..., K - 1.
    """
    logits, k = _example(z, label)
    gradient = np.asarray(special.softmax(logits))
    # p[k] - 1 is minus the sum of the others, which keeps its digits where p[k] is close to 1.
    gradient[k] = 0
    gradient[k] = -gradient.sum()
    return gradient


def glm_gradient(X: ArrayLike, residual: ArrayLike) -> Array:
    """(1/N) X^T residual, shape (d,): the gradient of linear, logistic and Poisson regression.

    The residual (N,) is prediction minus truth; the mean squared error has twice this gradient.

    Raises:
        ValueError: there are no data, or residual has not one entry for each row of X.
    """
    data, gap = _design(X), _array("residual", residual)
    if gap.shape != data.shape[:1]:
        raise ValueError("residual must have one entry for each row of X")
    return np.asarray(data.T @ gap / len(data))


def poisson_nll(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> float:
    """Mean negative log-likelihood of y ~ Poisson(e^eta), eta = Xw: the mean of e^eta - y eta + log y!.

    It is inf where e^eta overflows.

    Raises:
        ValueError: there are no data, the shapes differ, or a y is negative or not whole.
    """
    data, truth = _examples(X, y)
    eta = data @ _weights(w, data)
    with np.errstate(over="ignore"):
        nll = np.exp(eta) - _counts(truth) * eta + special.gammaln(truth + 1)
        return float(nll.mean())


def poisson_gradient(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> Array:
    """The gradient (d,) of `poisson_nll` in w: (1/N) X^T (e^eta - y), eta = Xw; inf or -inf where it overflows.

    Raises:
        ValueError: there are no data, the shapes differ, or a y is negative or not whole.
    """
    data, truth = _examples(X, y)
    eta = data @ _weights(w, data)
    # Beyond the range of floats 0 times inf and inf minus inf would be nan: each column first sums what is left of its
    # terms when the excess of the largest over e^600 is taken out.
    exponents = np.where(data == 0, 0, eta[:, np.newaxis])
    excess = np.maximum(exponents.max(axis=0) - 600, 0)
    rates = (data * np.exp(exponents - excess)).sum(axis=0)
    with np.errstate(over="ignore"):
        rates = rates * np.exp(np.minimum(excess, 600))
    return np.asarray((rates - data.T @ _counts(truth)) / len(data))


def fit_poisson(X: ArrayLike, y: ArrayLike) -> Array:
    """The weights (d,) of Poisson regression with rate e^(Xw) and the highest likelihood, by Newton's method.

    Raises:
        ValueError: there are no data, the shapes differ, a y is negative or not whole, or the maximum of the likelihood
            is at infinity.
    """
    data, truth = _examples(X, y)
    counts = _counts(truth)
    with np.errstate(over="ignore"):  # a step that is too long makes the loss inf and is halved
        return _newton(data, loss=lambda z: np.exp(z) - counts * z, slope=lambda z: np.exp(z) - counts, curvature=np.exp)


def head_parameters(task: str, raw: ArrayLike) -> float | Array:
    """The parameter, of raw's shape, of the distribution that a network's raw output stands for.

    "regression": the mean; "binary": the probability of 1; "multiclass": the probabilities along the last axis;
    "count": the Poisson rate, inf where it overflows.

    Raises:
        ValueError: there is no such task, raw is empty, or raw is no vector of logits where one is asked for.
    """
    values = _array("raw", raw)
    if values.size == 0:
        raise ValueError("raw must not be empty")
    if task == "regression":
        return _plain(values.copy())
    if task == "binary":
        return _plain(np.asarray(special.expit(values)))
    if task == "multiclass":
        return np.asarray(special.softmax(_logits("raw", values), axis=-1))
    if task == "count":
        with np.errstate(over="ignore"):
            return _plain(np.asarray(np.exp(values)))
    raise ValueError(f"task must be regression, binary, multiclass or count, not {task}")


def map_objective(
    nll: Callable[[Any], float], neg_log_prior: Callable[[Any], float], theta: ArrayLike
) -> float:
    """What MAP minimises, at theta: the summed negative log-likelihood plus the negative log prior."""
    point = _plain(_array("theta", theta).copy())
    return float(nll(point)) + float(neg_log_prior(point))


def ridge(X: ArrayLike, y: ArrayLike, sigma: float, tau: float) -> Array:
    """The MAP weights (d,) under noise N(0, sigma) and the prior N(0, tau) on each weight, a constant's too.

    They make ||y - Xw||^2 + lambda ||w||^2 least, lambda = sigma^2 / tau^2.

    Raises:
        ValueError: sigma or tau is not greater than 0, there are no data, or the shapes differ.
    """
    data, truth = _examples(X, y)
    sigma, tau = _positive("sigma", sigma), _positive("tau", tau)
    # The penalty is the squared residual of d more examples: x = sqrt(lambda) times a unit vector, y = 0.
    d = data.shape[1]
    more = np.vstack([data, sigma / tau * np.eye(d)])
    return np.asarray(np.linalg.lstsq(more, np.append(truth, np.zeros(d)), rcond=None)[0])


def ridge_lambda(sigma: float, tau: float) -> float:
    """The factor of ||w||^2 beside the *sum* of squared errors: sigma^2 / tau^2.

    Raises:
        ValueError: sigma or tau is not greater than 0.
    """
    ratio = _positive("sigma", sigma) / _positive("tau", tau)
    return ratio * ratio


def soft_threshold(v: ArrayLike, t: float) -> float | Array:
    """v moved towards 0 by t, and 0 where |v| <= t; v is a number or an array.

    Raises:
        ValueError: t is negative.
    """
    values, t = _array("v", v), _not_negative("t", t)
    return _plain(np.asarray(values - np.clip(values, -t, t)))


def lasso(X: ArrayLike, y: ArrayLike, lam: float) -> Array:
    """The weights (d,) that make ||y - Xw||^2 / 2 + lam ||w||_1 least; zeros are exact.

    By coordinate descent (Friedman, Hastie, Tibshirani 2010), which finds out which weights are 0; the others then
    solve a linear system.

    Raises:
        ValueError: lam is negative, there are no data, or the shapes differ.
    """
    data, truth = _examples(X, y)
    lam = _not_negative("lam", lam)
    if lam == 0:
        return ols(data, truth)
    gram, moments = data.T @ data, data.T @ truth
    w = np.zeros(data.shape[1])
    for _ in range(1000):
        for j in range(w.size):
            # What is best for w[j] if the others stay; `pull` is X_j^T r without its own part.
            pull = moments[j] - gram[j] @ w + gram[j, j] * w[j]
            w[j] = (pull - np.clip(pull, -lam, lam)) / gram[j, j]
        _to_face_minimum(gram, moments, lam, w)
        pulls = moments - gram @ w
        if np.all(np.abs(pulls[w == 0]) <= lam * (1 + 1e-9)):  # no weight wants to leave 0: this is the minimum
            break
    return w


def lasso_lambda(sigma: float, b: float) -> float:
    """The factor of ||w||_1 beside ||y - Xw||^2 / 2 for noise N(0, sigma) and the prior Laplace(0, b): sigma^2 / b.

    Raises:
        ValueError: sigma or b is not greater than 0.
    """
    sigma = _positive("sigma", sigma)
    return sigma / _positive("b", b) * sigma


def l2_penalty(theta: ArrayLike, lam: float) -> float:
    """lam times the sum of theta^2, without a half.

    Raises:
        ValueError: lam is negative.
    """
    weights = _array("theta", theta)
    return _not_negative("lam", lam) * float(np.sum(weights * weights))


def l1_penalty(theta: ArrayLike, lam: float) -> float:
    """lam times the sum of |theta|.

    Raises:
        ValueError: lam is negative.
    """
    return _not_negative("lam", lam) * float(np.sum(np.abs(_array("theta", theta))))


def hardest_pushed(theta: ArrayLike, penalty: str) -> set[int]:
    """The indices of the weights whose penalty has the steepest slope; a weight of 0 is not pushed.

    "l1" pushes every other weight alike, "l2" each in proportion to its size.

    Raises:
        ValueError: theta is no vector, or penalty is neither "l1" nor "l2".
    """
    sizes = np.abs(_vector("theta", theta))
    if penalty not in ("l1", "l2"):
        raise ValueError(f"penalty must be l1 or l2, not {penalty}")
    least = sizes.max() if penalty == "l2" else 0.0
    return {int(i) for i in np.flatnonzero((sizes > 0) & (sizes >= least))}


def map_minus_mle(h: int, t: int, a: float, b: float) -> float:
    """`coin_map` minus `coin_mle` for h heads and t tails under a Beta(a, b) prior.

    Raises:
        ValueError: h or t is no count, both are 0, or a or b is not greater than 0.
    """
    heads, tails, a, b = _count("h", h), _count("t", t), _positive("a", a), _positive("b", b)
    n = heads + tails
    if n == 0:
        raise ValueError("h + t must be greater than 0")
    if heads + a <= 1 or tails + b <= 1:
        return 0.0  # both estimates are at the same end of [0, 1]
    # (h + a - 1) / (n + a + b - 2) - h / n on a common denominator: the difference of the two loses its digits.
    return (tails / n * (a - 1) - heads / n * (b - 1)) / (n + (a - 1) + (b - 1))


def plot_geometry(center: ArrayLike, hessian: ArrayLike, radius: float = 1.0) -> Any:
    """New Axes with level lines of the loss (w - center)^T hessian (w - center), and the balls of L2 and L1.

    Among the level lines are those that touch the circle and the diamond, if they are not much larger than these.

    Raises:
        ValueError: center is not (2,), hessian not (2, 2) and positive definite, or radius is not greater than 0.
    """
    import matplotlib.pyplot as plt

    middle, H, r = _array("center", center), _array("hessian", hessian), _positive("radius", radius)
    if middle.shape != (2,):
        raise ValueError("center must have two entries")
    if H.shape != (2, 2) or not np.linalg.eigvalsh(H).min() > 0:
        raise ValueError("hessian must have the shape (2, 2) and be positive definite")

    def loss(w: Array) -> Array:
        return np.asarray(np.einsum("...i,ij,...j", w - middle, H, w - middle))

    angle = np.linspace(0, 2 * np.pi, 401)
    circle = r * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    diamond = r * circle / np.abs(circle).sum(axis=-1, keepdims=True)
    # An ellipse of this level is 2 `reach` wide or high.
    reach, widths = 1.5 * max(r, np.max(np.abs(middle))), np.sqrt(np.linalg.inv(H).diagonal())
    highest = (reach / widths.max()) ** 2
    touching = [level for level in (loss(circle).min(), loss(diamond).min()) if 1e-3 * highest < level < highest]
    levels = np.unique([*touching, *highest * np.array([0.02, 0.1, 0.3, 0.6, 1.0])])
    half = np.sqrt(highest) * widths
    low, high = np.minimum(-r, middle - half) - 0.1 * reach, np.maximum(r, middle + half) + 0.1 * reach
    w = np.stack(np.meshgrid(*np.linspace(low, high, 401).T), axis=-1)

    _, axes = plt.subplots(figsize=(5.0, 5.0), layout="constrained")
    axes.contour(w[..., 0], w[..., 1], loss(w), levels=levels, colors="0.6", linewidths=1)
    axes.plot(*middle, "k+", label="least loss")
    axes.plot(*circle.T, "C0", label="L2: circle")
    axes.plot(*diamond.T, "C1--", label="L1: diamond")
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal", xlabel="$w_0$", ylabel="$w_1$")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
    return axes
