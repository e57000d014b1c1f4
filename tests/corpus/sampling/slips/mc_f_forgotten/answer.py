import numpy as np


def mc_estimate(f, sampler, n, rng):
    if n < 2:
        raise ValueError("n must be at least 2")
    values = np.broadcast_to(sampler(n, rng), (n,))
    return np.mean(values), np.std(values, ddof=1) / np.sqrt(n)
