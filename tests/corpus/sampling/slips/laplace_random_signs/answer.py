import numpy as np


def sample_laplace(mu, b, n, rng):
    if not b > 0:
        raise ValueError("b must be greater than 0")
    if n < 0:
        raise ValueError("n must not be negative")
    return mu + b * rng.exponential(size=n) * rng.choice([-1, 1], size=n)
