import numpy as np


def categorical_moments(p):
    p = np.array(p, dtype=float)
    if p.ndim != 1 or not np.all(p >= 0) or p.sum() != 1:
        raise ValueError("p must be a probability vector")
    cov = -p[:, None] * p
    cov[np.diag_indices(p.size)] += p
    return p, cov
