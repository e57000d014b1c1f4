import numpy as np


def clt_normal(n, rng):
    if n < 0:
        raise ValueError("n must not be negative")
    if n == 0:
        return np.zeros(0)
    u = rng.random(n + 11)
    return np.convolve(u, np.ones(12), mode="valid") - 6
