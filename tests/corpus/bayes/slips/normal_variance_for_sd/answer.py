import numpy as np


def normal_update(mu0, tau0, x, sigma):
    if not tau0 > 0:
        raise ValueError("tau0 must be positive")
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    x = np.asarray(x, dtype=float)
    n = len(x)
    precision = 1 / tau0 + n / sigma
    mu = (mu0 / tau0 + x.sum() / sigma) / precision
    return mu, 1 / precision
