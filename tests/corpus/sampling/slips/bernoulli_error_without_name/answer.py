import numpy as np


def bernoulli_pmf(y, p):
    y = np.asarray(y)
    if not np.isin(y, [0, 1]).all():
        raise ValueError("y must be 0 or 1")
    if not 0 <= p <= 1:
        raise ValueError("not a probability")
    return p**y * (1 - p) ** (1 - y)
