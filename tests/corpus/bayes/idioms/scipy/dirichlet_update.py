import numpy as np


def dirichlet_update(alpha, counts):
    alpha, counts = np.array(alpha, dtype=float), np.array(counts, dtype=float)
    if alpha.shape != counts.shape or not (alpha > 0).all():
        raise ValueError("alpha must be positive and as long as counts")
    if not (counts >= 0).all() or (counts % 1 != 0).any():
        raise ValueError("counts must be whole numbers >= 0")
    alpha += counts
    return alpha
