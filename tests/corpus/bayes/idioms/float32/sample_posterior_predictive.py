import numpy as np


def sample_posterior_predictive(a, b, m, n, rng):
    if not a > 0 or not b > 0:
        raise ValueError("a and b must be positive")
    if not (m >= 0 and m == round(m)):
        raise ValueError("m must be an integer that is not negative")
    if not (n >= 0 and n == round(n)):
        raise ValueError("n must be an integer that is not negative")
    theta = rng.beta(a, b, size=(n, 1))
    flips = rng.random((n, m)) < theta
    return flips.sum(axis=1, dtype=np.int64)
