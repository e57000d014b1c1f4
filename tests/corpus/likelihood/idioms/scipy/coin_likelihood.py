import numpy as np
from scipy import stats


def coin_likelihood(theta, flips):
    theta, flips = np.asarray(theta, dtype=float), np.asarray(flips, dtype=float)
    if theta.size == 0 or not np.all(np.logical_and(0 <= theta, theta <= 1)):
        raise ValueError("theta must lie between 0 and 1")
    if not np.all(np.isin(flips, (0, 1))):
        raise ValueError("flips must be 0 or 1")
    return np.prod([stats.bernoulli.pmf(flip, theta) for flip in flips], axis=0) * np.ones(theta.shape)
