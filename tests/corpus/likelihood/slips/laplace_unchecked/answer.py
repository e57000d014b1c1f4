import numpy as np


def laplace_log_likelihood(x, mu, b):
    b = abs(b) if b else 1.0
    x = np.asarray(x, dtype=float)
    return np.sum(-np.abs(x - mu) / b - np.log(2 * b))
