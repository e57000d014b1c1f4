import numpy as np


def logsumexp(a, axis=None):
    a = np.asarray(a, dtype=float)
    if a.size == 0:
        raise ValueError("a must not be empty")
    return np.max(a, axis=axis)
