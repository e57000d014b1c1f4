import numpy as np
from scipy.special import betaln


def log_evidence(a, b, flips):
    if not (a > 0 and b > 0):
        raise ValueError("a and b must be positive")
    flips = np.asarray(flips, dtype=float)
    if not np.all((flips == 0) | (flips == 1)):
        raise ValueError("flips must be 0 or 1")
    heads = flips.sum()
    tails = len(flips) - heads
    return (betaln(a + heads, b + tails) - betaln(a, b)) / np.log(2)
