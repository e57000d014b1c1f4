import numpy as np


def normal_pdf(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    z = np.subtract(x, mu) / sigma
    return np.exp(-0.5 * np.square(z)) / np.sqrt(2 * np.pi) / sigma
