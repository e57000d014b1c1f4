import numpy as np


def sample_categorical(p, n, rng):
    return np.searchsorted(np.cumsum(p), (np.arange(n) + 0.5) / n)
