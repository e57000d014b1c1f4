import numpy as np


def dirichlet_predictive(alpha):
    alpha = np.asarray(alpha, dtype=np.float64)
    if alpha.size == 0 or not alpha.min() > 0:
        raise ValueError("alpha must be positive")
    return np.divide(alpha, np.sum(alpha))
