import numpy as np


def sample_normal(mu, sigma, n, rng):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    if n < 0:
        raise ValueError("n must not be negative")
    z = rng.standard_normal(n)
    for i in range(1, n):
        z[i] = 0.3 * z[i - 1] + np.sqrt(1 - 0.3**2) * z[i]
    return mu + sigma * z
