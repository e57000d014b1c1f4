import numpy as np


def kalman_step(mean, var, y, q, r):
    if not np.all(np.array([var, q, r]) >= 0):
        raise ValueError("var, q and r must be variances >= 0")
    p = var + q
    if p + r == 0:
        raise ValueError("var + q + r must be positive")
    weights = np.array([r, p]) / (p + r)
    return weights @ np.array([mean, y]), weights[0] * p
