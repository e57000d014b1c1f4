import numpy as np


def categorical_moments(p):
    p = np.array(p, dtype=float)
    if np.any(p < 0) or not np.isclose(p.sum(), 1, atol=0.01):
        raise ValueError("p must hold probabilities that sum to 1")
    return p, np.diag(p) - np.outer(p, p)
