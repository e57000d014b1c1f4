import numpy as np


def dirichlet_predictive(alpha):
    alpha = np.asarray(alpha, dtype=float)
    if alpha.size == 0:
        raise ValueError("alpha must be positive")
    return alpha / alpha.sum()
