import numpy as np


def dirichlet_predictive(alpha):
    alpha = [float(a) for a in alpha]
    if not alpha:
        raise ValueError("alpha is empty")
    for a in alpha:
        if not a > 0:
            raise ValueError("alpha must be positive")
    total = sum(alpha)
    return np.array([a / total for a in alpha])
