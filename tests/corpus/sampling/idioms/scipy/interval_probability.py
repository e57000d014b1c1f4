import numpy as np
from scipy.special import log_ndtr


def interval_probability(a, b, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma is a standard deviation, so positive")
    if a > b:
        raise ValueError("a and b are in the wrong order")
    low, high = (a - mu) / sigma, (b - mu) / sigma
    if low + high > 0:
        low, high = -high, -low
    return np.exp(log_ndtr(high)) - np.exp(log_ndtr(low))
