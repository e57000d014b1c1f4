import numpy as np


def coin_log_likelihood(theta, flips):
    theta = np.asarray(theta, dtype=float)
    flips = np.asarray(flips, dtype=float)
    if theta.size == 0 or not np.all((theta > 0) & (theta < 1)):
        raise ValueError("theta must be in [0, 1]")
    if not np.all((flips == 0) | (flips == 1)):
        raise ValueError("flips must be 0 or 1")
    h = flips.sum()
    t = len(flips) - h
    result = np.zeros(theta.shape)
    with np.errstate(divide="ignore"):
        if h > 0:
            result = result + h * np.log(theta)
        if t > 0:
            result = result + t * np.log(1 - theta)
    return result
