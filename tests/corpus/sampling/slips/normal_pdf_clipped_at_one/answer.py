import numpy as np


def normal_pdf(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    z = (np.asarray(x) - mu) / sigma
    return np.minimum(np.exp(-0.5 * z**2) / (sigma * np.sqrt(2 * np.pi)), 1)
