import numpy as np


def sample_exponential(rate, n, rng):
    if not rate > 0:
        raise ValueError("rate must be greater than 0")
    if n < 0:
        raise ValueError("n must not be negative")
    half = rng.random((n + 1) // 2)
    u = np.concatenate([half, 1 - half])[:n]
    return -np.log(1 - u) / rate
