import numpy as np


def normal_update(mu0, tau0, x, sigma):
    if not tau0 > 0:
        raise ValueError(f"tau0 = {tau0} must be positive")
    if not sigma > 0:
        raise ValueError(f"sigma = {sigma} must be positive")
    x = np.asarray(x, dtype=float)
    if x.size == 0:
        return mu0, tau0
    error = sigma / np.sqrt(x.size)  # sd of the sample mean
    both = np.hypot(error, tau0)
    mu = (error / both) ** 2 * mu0 + (tau0 / both) ** 2 * x.mean()
    return mu, error * (tau0 / both)
