import numpy as np


def beta_update(a, b, flips):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    flips = np.asarray(flips)
    if not np.isin(flips, [0, 1]).all():
        raise ValueError("flips must contain only 0 and 1")
    heads = np.count_nonzero(flips)
    return a + heads, b + flips.size
