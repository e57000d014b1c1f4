import numpy as np


def coin_likelihood(theta, flips):
    theta = np.asarray(theta, dtype=float)
    flips = np.asarray(flips, dtype=float)
    if theta.size == 0 or not np.all((theta >= 0) & (theta <= 1)):
        raise ValueError("theta must be in [0, 1]")
    h = flips.sum()
    t = len(flips) - h
    return theta**h * (1 - theta) ** t
