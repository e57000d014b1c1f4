import numpy as np


def sample_posterior_predictive(a, b, m, n, rng):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    if m < 0 or m != np.floor(m):
        raise ValueError(f"m = {m} must be an integer >= 0")
    if n < 0 or n != np.floor(n):
        raise ValueError(f"n = {n} must be an integer >= 0")
    theta = rng.beta(a, b, size=n)
    return rng.binomial(m, theta)
