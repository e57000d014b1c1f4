import numpy as np


def normal_pdf(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    z = (np.asarray(x) - mu) / sigma
    return np.exp(-0.5 * z**2) / (sigma * 2 * np.pi)
