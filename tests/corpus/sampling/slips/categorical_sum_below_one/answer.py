import numpy as np


def categorical_pmf(onehot, p):
    onehot, p = np.asarray(onehot, dtype=float), np.asarray(p, dtype=float)
    if p.size == 0 or np.any(p < 0) or p.sum() > 1 + 1e-6:
        raise ValueError("p must hold probabilities that sum to 1")
    if onehot.shape[-1] != len(p) or np.any((onehot != 0) & (onehot != 1)) or np.any(onehot.sum(axis=-1) != 1):
        raise ValueError("onehot must have exactly one 1 in each row")
    return np.prod(p**onehot, axis=-1)
