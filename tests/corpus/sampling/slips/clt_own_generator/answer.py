import numpy as np


def clt_normal(n, rng):
    if n < 0:
        raise ValueError("n must not be negative")
    u = np.random.default_rng().random((n, 12))
    return u.sum(axis=1) - 6
