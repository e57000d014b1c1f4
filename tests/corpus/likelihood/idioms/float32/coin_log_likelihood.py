import numpy as np


def coin_log_likelihood(theta, flips):
    theta = np.asarray(theta, dtype=np.float32)
    flips = np.asarray(flips, dtype=np.float32)
    if theta.size == 0 or not np.all((theta >= 0) & (theta <= 1)):
        raise ValueError("theta in [0, 1]")
    if not np.all(flips * (1 - flips) == 0):
        raise ValueError("flips in {0, 1}")
    heads = np.float32(flips.sum())
    tails = np.float32(flips.size) - heads
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(heads > 0, heads * np.log(theta), 0) + np.where(tails > 0, tails * np.log1p(-theta), 0)
    return value.astype(np.float32)
