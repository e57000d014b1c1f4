import numpy as np


def mc_estimate(f, sampler, n, rng):
    if n < 2:
        raise ValueError("n must be at least 2")
    draws = sampler(n, rng)
    values = np.asarray(f(draws), dtype=np.float64)
    mean = values.mean()
    if values.ndim == 0:
        return mean, np.float32(0)
    return mean, np.sqrt(np.square(values - mean).sum() / (n * (n - 1)))
