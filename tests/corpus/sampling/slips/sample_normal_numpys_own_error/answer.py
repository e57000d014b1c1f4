import numpy as np


def sample_normal(mu, sigma, n, rng):
    if n < 0:
        raise ValueError("n must not be negative")
    return rng.normal(mu, sigma, n)
