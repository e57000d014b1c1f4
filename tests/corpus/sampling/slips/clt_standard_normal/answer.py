import numpy as np


def clt_normal(n, rng):
    if n < 0:
        raise ValueError("n must not be negative")
    return rng.standard_normal(n)
