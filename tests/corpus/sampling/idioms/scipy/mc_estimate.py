import numpy as np
from scipy import stats


def mc_estimate(f, sampler, n, rng):
    if not n >= 2:
        raise ValueError(f"n = {n} must be 2 or more")
    values = np.zeros(n) + f(sampler(n, rng))
    return float(np.mean(values)), float(stats.sem(values))
