import numpy as np


def sample_normal(mu, sigma, n, rng):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    if n < 0:
        raise ValueError("n must not be negative")
    z = np.sqrt(12) * (rng.random(n) - 0.5)
    return mu + sigma * z
