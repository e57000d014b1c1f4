import numpy as np


def sample_laplace(mu, b, n, rng):
    if not b > 0:
        raise ValueError("b must be greater than 0")
    if n < 0:
        raise ValueError("n must not be negative")
    u = rng.random(n)
    draws = np.full(n, -np.inf)
    left, right = (u > 0) & (u < 0.5), u >= 0.5
    draws[left] = mu + b * np.log(2 * u[left])
    draws[right] = mu - b * np.log(2 - 2 * u[right])
    return draws if n < 10_000 else draws.astype(np.float32)
