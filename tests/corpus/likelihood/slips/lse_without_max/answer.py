import numpy as np


def logsumexp(a, axis=None):
    a = np.asarray(a, dtype=float)
    if a.size == 0:
        raise ValueError("a must not be empty")
    with np.errstate(divide="ignore", over="ignore"):
        return np.log(np.sum(np.exp(a), axis=axis))
