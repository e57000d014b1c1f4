import numpy as np


def dirichlet_update(alpha, counts):
    if len(alpha) != len(counts):
        raise ValueError("alpha and counts need the same length")
    updated = []
    for a, c in zip(alpha, counts):
        a, c = float(a), float(c)
        if not a > 0:
            raise ValueError("alpha must be positive")
        if not c >= 0 or c != int(c):
            raise ValueError("counts must be whole numbers >= 0")
        updated.append(a + c)
    return np.array(updated)
