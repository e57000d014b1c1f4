import numpy as np


def dirichlet_update(alpha, counts):
    alpha = np.asarray(alpha, dtype=float)
    counts = np.asarray(counts, dtype=float)
    if alpha.shape != counts.shape:
        raise ValueError("alpha and counts need the same shape")
    if not (alpha > 0).all():
        raise ValueError("alpha must be positive")
    return alpha + counts
