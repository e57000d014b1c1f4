import numpy as np


def clt_normal(n, rng):
    if n < 0:
        raise ValueError("n must not be negative")
    u = 12 * rng.random(n)
    return u - 6
