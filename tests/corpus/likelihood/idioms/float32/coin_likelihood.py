import numpy as np


def coin_likelihood(theta, flips):
    theta = np.asarray(theta, dtype=np.float32)
    flips = np.asarray(flips, dtype=np.float32)
    if theta.size == 0 or not np.all((theta >= 0) & (theta <= 1)):
        raise ValueError("theta in [0, 1]")
    if not np.all(flips * (1 - flips) == 0):
        raise ValueError("flips in {0, 1}")
    heads = int(flips.sum())
    return (theta**heads * (1 - theta) ** (flips.size - heads)).astype(np.float32)
