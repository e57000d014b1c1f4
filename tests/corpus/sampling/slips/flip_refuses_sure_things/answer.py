import numpy as np


def sample_bernoulli(p, n, rng):
    if not 0 < p < 1:
        raise ValueError("p must be in [0, 1]")
    if n < 0:
        raise ValueError("n must not be negative")
    u = rng.random(n)
    return np.where(u < 1 - p, 0, 1)
