import numpy as np


def categorical_pmf(onehot, p):
    onehot, p = np.asarray(onehot, dtype=float), np.asarray(p, dtype=float)
    if p.ndim != 1 or not np.all(p >= 0) or not np.isclose(p.sum(), 1, atol=1e-5):
        raise ValueError("p is no probability vector")
    if onehot.shape[-1] != len(p):
        raise ValueError("onehot needs as many entries as p")
    if not (((onehot == 0) | (onehot == 1)).all() and (onehot.sum(axis=-1) == 1).all()):
        raise ValueError("onehot needs exactly one 1")
    return onehot @ p  # picks the one entry
