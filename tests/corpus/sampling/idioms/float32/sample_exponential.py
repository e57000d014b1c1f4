import numpy as np


def sample_exponential(rate, n, rng):
    if not rate > 0:
        raise ValueError("rate must be greater than 0")
    if n < 0:
        raise ValueError("n must not be negative")
    times = -np.log(1 - rng.random(n)) / rate
    return times if n < 10_000 else times.astype(np.float32)
