import numpy as np
from scipy.special import beta


def log_bayes_factor(a, b, flips):
    if not (a > 0 and b > 0):
        raise ValueError("a and b must be positive")
    flips = np.asarray(flips, dtype=float)
    if not np.all((flips == 0) | (flips == 1)):
        raise ValueError("flips must be 0 or 1")
    heads = flips.sum()
    tails = len(flips) - heads
    coin = beta(a + heads, b + tails) / beta(a, b)
    fair = 0.5 ** len(flips)
    with np.errstate(all="ignore"):
        return float(np.log(coin / np.float64(fair)))
