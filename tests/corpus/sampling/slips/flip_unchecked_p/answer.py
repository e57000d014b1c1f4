import numpy as np


def sample_bernoulli(p, n, rng):
    if n < 0:
        raise ValueError("n must not be negative")
    u = rng.random(n)
    return np.where(u < 1 - p, 0, 1)
