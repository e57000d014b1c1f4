import numpy as np


def bernoulli_pmf(y, p):
    p = np.float32(p)
    if not 0 <= p <= 1:
        raise ValueError("p must be between 0 and 1")
    y = np.asarray(y, dtype=np.float32)
    if not np.all((y == 0) | (y == 1)):
        raise ValueError("y must be 0 or 1")
    return y * p + (1 - y) * (1 - p)
