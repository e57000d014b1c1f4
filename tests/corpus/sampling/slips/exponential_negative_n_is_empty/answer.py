import numpy as np


def sample_exponential(rate, n, rng):
    if not rate > 0:
        raise ValueError("rate must be greater than 0")
    return np.array([-np.log(1 - rng.random()) / rate for _ in range(n)])
