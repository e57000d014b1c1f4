import numpy as np


def sample_bernoulli(p, n, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must be in [0, 1]")
    return np.array([0 if rng.random() < 1 - p else 1 for _ in range(n)])
