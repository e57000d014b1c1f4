import numpy as np


def normal_log_likelihood(x, mu, sigma):
    x = np.asarray(x, dtype=float)
    sigma = abs(sigma) if sigma else 1.0
    z = (x - mu) / sigma
    return np.sum(-0.5 * z**2 - np.log(sigma) - 0.5 * np.log(2 * np.pi))
