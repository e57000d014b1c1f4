import numpy as np


def mc_estimate(f, sampler, n, rng):
    values = np.broadcast_to(f(sampler(n, rng)), (n,))
    return np.mean(values), np.std(values, ddof=1) / np.sqrt(n)
