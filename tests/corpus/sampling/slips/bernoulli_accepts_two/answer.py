import numpy as np


def bernoulli_pmf(y, p):
    y = np.asarray(y)
    if not 0 <= p <= 1:
        raise ValueError("p must be in [0, 1]")
    return p**y * (1 - p) ** (1 - y)
