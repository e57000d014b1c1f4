import numpy as np


def normal_log_likelihood(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    x = np.asarray(x, dtype=float)
    z = (x - mu) / sigma
    if np.all(np.abs(z) < 8):
        density = np.exp(-0.5 * z**2) / (sigma * np.sqrt(2 * np.pi))
        with np.errstate(divide="ignore"):
            return np.log(np.prod(density))
    return np.sum(-0.5 * z**2 - np.log(sigma) - 0.5 * np.log(2 * np.pi))
