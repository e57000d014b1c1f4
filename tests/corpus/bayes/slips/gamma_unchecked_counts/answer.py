import numpy as np


def gamma_poisson_update(a, b, counts):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    counts = np.asarray(counts, dtype=float)
    return a + counts.sum(), b + counts.size
