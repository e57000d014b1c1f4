import numpy as np


def laplace_log_likelihood(x, mu, b):
    if not b > 0:
        raise ValueError("b must be greater than 0")
    x = np.asarray(x, dtype=float)
    with np.errstate(divide="ignore"):
        return np.sum(np.log(np.exp(-np.abs(x - mu) / b) / (2 * b)))
