import numpy as np


def normal_logpdf(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    z = (np.asarray(x) - mu) / sigma
    return np.log(np.exp(-0.5 * z**2) / (sigma * np.sqrt(2 * np.pi)))
