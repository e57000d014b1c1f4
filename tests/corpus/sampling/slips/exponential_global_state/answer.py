import numpy as np


def sample_exponential(rate, n, rng):
    if not rate > 0:
        raise ValueError("rate must be greater than 0")
    if n < 0:
        raise ValueError("n must not be negative")
    u = np.random.random(n)
    return -np.log(1 - u) / rate
