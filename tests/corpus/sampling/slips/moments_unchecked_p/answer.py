import numpy as np


def categorical_moments(p):
    p = np.array(p, dtype=float)
    if p.size == 0:
        raise ValueError("p must be a probability vector")
    cov = -p[:, None] * p
    cov[np.diag_indices(p.size)] += p
    return p, cov
