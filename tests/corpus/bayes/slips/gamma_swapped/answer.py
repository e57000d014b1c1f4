import numpy as np


def gamma_poisson_update(a, b, counts):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    counts = np.asarray(counts, dtype=float)
    if not ((counts >= 0) & (counts == np.floor(counts))).all():
        raise ValueError("counts must be whole numbers, 0 or more")
    return a + counts.size, b + counts.sum()
