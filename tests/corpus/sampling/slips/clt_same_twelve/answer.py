import numpy as np


def clt_normal(n, rng):
    if n < 0:
        raise ValueError("n must not be negative")
    u = rng.random((1, 12))
    return np.repeat(u.sum(axis=1) - 6, n)
