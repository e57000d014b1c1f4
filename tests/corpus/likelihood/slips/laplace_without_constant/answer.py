import numpy as np


def laplace_log_likelihood(x, mu, b):
    if not b > 0:
        raise ValueError("b must be greater than 0")
    x = np.asarray(x, dtype=float)
    return np.sum(-np.abs(x - mu) / b)
