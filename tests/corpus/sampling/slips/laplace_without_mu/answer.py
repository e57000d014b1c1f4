import numpy as np


def sample_laplace(mu, b, n, rng):
    if not b > 0:
        raise ValueError("b must be greater than 0")
    if n < 0:
        raise ValueError("n must not be negative")
    u = rng.random(n)
    with np.errstate(divide="ignore"):
        z = np.where(u < 0.5, np.log(2 * u), -np.log(2 * (1 - u)))
    return b * z
