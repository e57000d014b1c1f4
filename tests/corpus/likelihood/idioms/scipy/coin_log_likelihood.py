import numpy as np
from scipy import special


def coin_log_likelihood(theta, flips):
    theta, flips = np.asarray(theta, dtype=float), np.asarray(flips, dtype=float)
    if theta.size == 0 or not np.all(np.logical_and(0 <= theta, theta <= 1)):
        raise ValueError("theta must lie between 0 and 1")
    if not np.all(np.isin(flips, (0, 1))):
        raise ValueError("flips must be 0 or 1")
    heads, n = np.count_nonzero(flips), np.size(flips)
    return special.xlogy(heads, theta) + special.xlogy(n - heads, 1 - theta)
