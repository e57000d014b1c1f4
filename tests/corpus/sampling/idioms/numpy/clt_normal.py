import numpy as np


def clt_normal(n, rng):
    if n < 0:
        raise ValueError("n must be 0 or more")
    return np.sum(rng.uniform(-0.5, 0.5, size=(12, n)), axis=0)
