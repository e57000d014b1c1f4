import numpy as np


def dirichlet_predictive(alpha):
    alpha = np.asarray(alpha, dtype=float)
    if alpha.size == 0 or not (alpha > 0).all():
        raise ValueError("alpha must be positive")
    weights = np.exp(alpha - alpha.max())
    return weights / weights.sum()
