import numpy as np


def normal_pdf(x, mu, sigma):
    z = (np.asarray(x) - mu) / sigma
    return np.exp(-0.5 * z**2) / (sigma * np.sqrt(2 * np.pi))
