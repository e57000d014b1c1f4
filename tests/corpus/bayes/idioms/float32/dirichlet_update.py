import numpy as np


def dirichlet_update(alpha, counts):
    alpha = np.asarray(alpha, dtype=np.float64)
    counts = np.asarray(counts).astype(np.float32)  # exact: whole numbers below 2**24
    if alpha.shape != counts.shape or not (alpha > 0).all():
        raise ValueError("alpha must be positive, with the shape of counts")
    if (counts < 0).any() or (np.rint(counts) != counts).any():
        raise ValueError("counts must be whole and not negative")
    return np.add(alpha, counts)
