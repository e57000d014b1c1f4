import numpy as np


def gamma_poisson_update(a, b, counts):
    if not a > 0 or not b > 0:
        raise ValueError("a and b must be positive")
    counts = np.asarray(counts, dtype=np.float32)  # exact: whole numbers below 2**24
    if (counts < 0).any() or (np.rint(counts) != counts).any():
        raise ValueError("counts must be whole and not negative")
    return np.float64(a) + counts.sum(dtype=np.float64), np.float64(b) + np.float32(counts.size)
