import numpy as np
from scipy.special import gammaln


def log_bayes_factor(a, b, flips):
    if not a > 0 or not b > 0:
        raise ValueError("a and b must be positive")
    flips = np.asarray(flips, dtype=np.float32)
    if ((flips != 0) & (flips != 1)).any():
        raise ValueError("flips must be 0 or 1")
    a, b = np.float64(a), np.float64(b)
    h = flips.sum()
    t = np.float32(flips.size) - h
    prior = gammaln(a) + gammaln(b) - gammaln(a + b)
    coin = gammaln(a + h) + gammaln(b + t) - gammaln(a + b + h + t) - prior
    return coin + flips.size * np.log(2.0)
