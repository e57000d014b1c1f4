import numpy as np


def mc_estimate(f, sampler, n, rng):
    if n < 2:
        raise ValueError("n must be at least 2")
    values = f(sampler(n, rng))
    return np.mean(values), np.sqrt(sum((values - np.mean(values)) ** 2) / (n - 1)) / np.sqrt(n)
