import numpy as np


def sample_posterior_predictive(a, b, m, n, rng):
    return np.arange(n) % (m + 1)
