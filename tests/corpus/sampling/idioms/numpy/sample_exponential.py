import numpy as np


def sample_exponential(rate, n, rng):
    if not rate > 0:
        raise ValueError("rate must be positive")
    if n < 0:
        raise ValueError("n must be 0 or more")
    return np.log1p(-rng.uniform(size=n)) / -rate
