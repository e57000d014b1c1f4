import numpy as np


def logsumexp(a, axis=None):
    a = np.asarray(a, dtype=float)
    if a.size == 0:
        raise ValueError("a must not be empty")
    with np.errstate(invalid="ignore"):
        return np.sum(a, axis=axis)
