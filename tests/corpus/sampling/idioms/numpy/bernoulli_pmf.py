import numpy as np


def bernoulli_pmf(y, p):
    y = np.asarray(y)
    if ((y != 0) & (y != 1)).any():
        raise ValueError("y must be 0 or 1")
    if not (p >= 0 and p <= 1):
        raise ValueError("p must be a probability")
    return np.where(y == 1, p, 1 - p)
