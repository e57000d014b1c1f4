import numpy as np
from scipy import stats


def dirichlet_predictive(alpha):
    alpha = np.asarray(alpha, dtype=float)
    if alpha.size == 0 or not (alpha > 0).all():
        raise ValueError("alpha must be positive")
    return stats.dirichlet.mean(alpha) if alpha.size > 1 else np.ones(1)
