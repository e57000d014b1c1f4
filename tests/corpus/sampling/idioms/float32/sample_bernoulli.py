import numpy as np


def sample_bernoulli(p, n, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must be between 0 and 1")
    if n < 0:
        raise ValueError("n must not be negative")
    return np.heaviside(rng.random(n) - (1 - p), 1).astype(np.uint8)
