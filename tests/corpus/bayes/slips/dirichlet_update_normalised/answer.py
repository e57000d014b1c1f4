import numpy as np


def dirichlet_update(alpha, counts):
    alpha = np.asarray(alpha, dtype=float)
    counts = np.asarray(counts, dtype=float)
    if alpha.shape != counts.shape:
        raise ValueError("alpha and counts need the same shape")
    if not (alpha > 0).all():
        raise ValueError("alpha must be positive")
    if not ((counts >= 0) & (counts == np.floor(counts))).all():
        raise ValueError("counts must be whole numbers, 0 or more")
    return (alpha + counts) / (alpha + counts).sum()
