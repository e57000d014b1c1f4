import numpy as np


def mc_estimate(f, sampler, n, rng):
    if n < 2:
        raise ValueError("n must be at least 2")
    draws = sampler(n, rng)
    values = np.broadcast_to(f(draws), (n,))
    return f(np.mean(draws, axis=0)), np.std(values, ddof=1) / np.sqrt(n)
