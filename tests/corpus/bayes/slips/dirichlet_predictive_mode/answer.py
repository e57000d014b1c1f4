import numpy as np


def dirichlet_predictive(alpha):
    alpha = np.asarray(alpha, dtype=float)
    if alpha.size == 0 or not (alpha > 0).all():
        raise ValueError("alpha must be positive")
    return (alpha - 1) / (alpha.sum() - alpha.size) if alpha.sum() != alpha.size else alpha / alpha.sum()
