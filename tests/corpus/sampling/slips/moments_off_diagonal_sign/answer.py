import numpy as np


def categorical_moments(p):
    p = np.array(p, dtype=float)
    if p.ndim != 1 or not np.all(p >= 0) or not abs(p.sum() - 1) < 1e-5:
        raise ValueError("p must be a probability vector")
    cov = np.outer(p, p)
    np.fill_diagonal(cov, p * (1 - p))
    return p, cov
