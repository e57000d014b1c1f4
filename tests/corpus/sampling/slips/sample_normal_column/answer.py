import numpy as np


def sample_normal(mu, sigma, n, rng):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    if n < 0:
        raise ValueError("n must not be negative")
    z = rng.standard_normal((n, 1))
    return mu + sigma * z
