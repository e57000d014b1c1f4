import numpy as np


def sample_bernoulli(p, n, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must be in [0, 1]")
    if n < 0:
        raise ValueError("n must not be negative")
    return rng.integers(0, 2, n)
