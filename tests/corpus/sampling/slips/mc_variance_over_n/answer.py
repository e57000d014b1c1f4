import numpy as np


def mc_estimate(f, sampler, n, rng):
    if n < 2:
        raise ValueError("n must be at least 2")
    values = np.broadcast_to(f(sampler(n, rng)), (n,))
    return np.mean(values), np.var(values, ddof=1) / n
