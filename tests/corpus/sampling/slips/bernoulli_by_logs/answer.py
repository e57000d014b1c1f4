import numpy as np


def bernoulli_pmf(y, p):
    y = np.asarray(y)
    if not np.isin(y, [0, 1]).all():
        raise ValueError("y must be 0 or 1")
    if not 0 <= p <= 1:
        raise ValueError("p must be in [0, 1]")
    return np.exp(y * np.log(p) + (1 - y) * np.log(1 - p))
