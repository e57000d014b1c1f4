import numpy as np


def bernoulli_mean_var(p):
    if not (p >= 0 and p <= 1):
        raise ValueError("p must be a probability")
    values, weights = np.array([0.0, 1.0]), np.array([1 - p, p])
    mean = values @ weights
    return np.array([mean, (values - mean) ** 2 @ weights])
