import numpy as np


def beta_update(a, b, flips):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    flips = np.asarray(flips)
    heads = flips.sum()
    return a + heads, b + flips.size - heads
