import numpy as np


def bernoulli_mean_var(p):
    p = np.float32(p)
    if not (p >= 0 and p <= 1):
        raise ValueError("p must be between 0 and 1")
    return p, p - p**2
