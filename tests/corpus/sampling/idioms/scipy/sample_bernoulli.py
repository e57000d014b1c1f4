import numpy as np


def sample_bernoulli(p, n, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must be between 0 and 1")
    if n < 0:
        raise ValueError("n must be 0 or more")
    return np.digitize(rng.random(n), [1 - p])
