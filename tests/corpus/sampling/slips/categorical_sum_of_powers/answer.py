import numpy as np


def categorical_pmf(onehot, p):
    onehot = np.asarray(onehot)
    p = np.asarray(p, dtype=float)
    if p.ndim != 1 or np.any(p < 0) or not abs(p.sum() - 1) < 1e-5:
        raise ValueError("p must hold probabilities that sum to 1")
    if onehot.shape[-1] != p.size:
        raise ValueError("onehot and p must have the same number of classes")
    if not np.isin(onehot, [0, 1]).all() or np.any(onehot.sum(axis=-1) != 1):
        raise ValueError("onehot must have exactly one 1 in each row")
    return np.sum(p**onehot, axis=-1)
