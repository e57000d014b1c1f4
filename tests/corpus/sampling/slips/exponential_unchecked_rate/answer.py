import numpy as np


def sample_exponential(rate, n, rng):
    if n < 0:
        raise ValueError("n must not be negative")
    u = rng.random(n)
    return -np.log(1 - u) / rate
