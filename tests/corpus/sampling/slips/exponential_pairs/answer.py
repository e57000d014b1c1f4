import numpy as np


def sample_exponential(rate, n, rng):
    if not rate > 0:
        raise ValueError("rate must be greater than 0")
    if n < 0:
        raise ValueError("n must not be negative")
    u = np.repeat(rng.random((n + 1) // 2), 2)[:n]
    return -np.log(1 - u) / rate
