import numpy as np


def beta_update(a, b, flips):
    if not a > 0 or not b > 0:
        raise ValueError("a and b must be positive")
    flips = np.asarray(flips, dtype=np.float32)
    if ((flips != 0) & (flips != 1)).any():
        raise ValueError("flips must be 0 or 1")
    heads = flips.sum(dtype=np.float32)  # exact: whole numbers below 2**24
    return np.float64(a) + heads, np.float64(b) + (np.float32(flips.size) - heads)
