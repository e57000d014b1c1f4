import numpy as np


def normal_logpdf(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    return -0.5 * (np.log(2 * np.pi * sigma**2) + (np.subtract(x, mu) / sigma) ** 2)
