import numpy as np


def normal_update(mu0, tau0, x, sigma):
    mu0, tau0, sigma = np.float64(mu0), np.float64(tau0), np.float64(sigma)
    if not tau0 > 0:
        raise ValueError("tau0 must be positive")
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    x = np.asarray(x, dtype=np.float64)
    prior_precision = 1 / tau0 / tau0
    data_precision = np.float32(x.size) / sigma / sigma
    precision = prior_precision + data_precision
    mu = (prior_precision * mu0 + x.sum() / sigma / sigma) / precision
    return mu, 1 / np.sqrt(precision)
