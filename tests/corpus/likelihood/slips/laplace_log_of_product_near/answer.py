import numpy as np


def laplace_log_likelihood(x, mu, b):
    if not b > 0:
        raise ValueError("b must be greater than 0")
    x = np.asarray(x, dtype=float)
    away = np.abs(x - mu) / b
    if np.all(away < 300):
        with np.errstate(divide="ignore"):
            return np.log(np.prod(np.exp(-away) / (2 * b)))
    return np.sum(-away - np.log(2 * b))
