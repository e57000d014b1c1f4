"""What the fits of `kl` share: a mixture of normals, its moments, and the divergence of a normal from it."""

from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from solutions.domains import Array, _distribution, _vector
from solutions.likelihood import _log_normal

Mixture = tuple[Array, Array, Array]  # weights, means, standard deviations


def _mixture(weights: ArrayLike, mus: ArrayLike, sigmas: ArrayLike) -> Mixture:
    """Weights, means and standard deviations of the components; those of weight 0 are left out."""
    shares, means, sds = _distribution("weights", weights), _vector("mus", mus), _vector("sigmas", sigmas)
    if not shares.size == means.size == sds.size:
        raise ValueError("weights, mus and sigmas must have the same length")
    if not np.all(sds > 0):
        raise ValueError("sigmas must be greater than 0")
    return shares[shares > 0], means[shares > 0], sds[shares > 0]


def _moments(shares: Array, means: Array, sds: Array) -> tuple[float, float]:
    """Mean and standard deviation of a mixture: the variance is that within the components plus that between them."""
    mean = shares @ means
    return float(mean), float(np.sqrt(shares @ (sds**2 + (means - mean) ** 2)))


def _reverse_kl(mu: float, sigma: float, mixture: Mixture, points: int) -> tuple[float, float, float]:
    """KL(N(mu, sigma) || mixture) and its derivatives in mu and sigma, by the trapezoid rule in z = (x - mu) / sigma.

    The rule converges faster than any power of its step, until the step is wider than the passage of the log density
    from one component to the next: for narrow components that is a kink, which costs about step^2 / 6 of the value.
    """
    shares, means, sds = mixture
    z = np.linspace(-12, 12, points)
    density = np.exp(-z * z / 2)
    density /= density.sum()
    away = sigma * z[:, np.newaxis] + (mu - means)  # (points, K)
    logs = np.log(shares) + _log_normal(away, 0.0, sds)
    log_mixture = np.logaddexp.reduce(logs, axis=1)
    value = density @ (_log_normal(z, 0.0, 1.0) - np.log(sigma) - log_mixture)
    # By reparametrization: x moves with mu as 1, with sigma as z; the entropy of the normal moves as log(sigma).
    slopes = np.sum(np.exp(logs - log_mixture[:, np.newaxis]) * away / sds**2, axis=1)
    return float(value), float(density @ slopes), float(density @ (slopes * z) - 1 / sigma)


def _descended(mu: float, sigma: float, mixture: Mixture) -> tuple[float, float, float]:
    """The local minimum of KL(N(mu, sigma) || mixture) downhill of a start: the KL, mu, sigma."""

    def at(step: Array) -> tuple[float, float]:  # in units of the start, and so that no step makes sigma negative
        return float(mu + sigma * step[0]), float(sigma * np.exp(step[1]))

    def value_and_slopes(step: Array) -> tuple[float, Array]:
        here = at(step)
        value, by_mu, by_sigma = _reverse_kl(*here, mixture, points=1201)
        return value, np.array([by_mu * sigma, by_sigma * here[1]])

    found = optimize.minimize(value_and_slopes, np.zeros(2), jac=True, method="BFGS", options={"gtol": 1e-7})
    return float(found.fun), *at(found.x)


def _starts(shares: Array, means: Array, sds: Array) -> list[tuple[float, float]]:
    """Where a Gaussian may fit best: each component, the moments of each pair, and those of all."""
    groups = {group for size in (1, 2, shares.size) for group in combinations(range(shares.size), size)}
    parts = [list(group) for group in sorted(groups)]
    return [_moments(shares[part] / shares[part].sum(), means[part], sds[part]) for part in parts]
