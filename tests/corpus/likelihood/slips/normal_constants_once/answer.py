import numpy as np


def normal_log_likelihood(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    x = np.asarray(x, dtype=float)
    z = (x - mu) / sigma
    return np.sum(-0.5 * z**2) - np.log(sigma) - 0.5 * np.log(2 * np.pi)
