import numpy as np
from scipy.special import xlogy


def categorical_pmf(onehot, p):
    onehot, p = np.asarray(onehot), np.asarray(p, dtype=float)
    if np.any(p < 0) or abs(np.sum(p) - 1) > 1e-4:
        raise ValueError("p must sum to 1 and must not be negative")
    if onehot.ndim > 2 or onehot.shape[-1] != p.size:
        raise ValueError("onehot does not fit p")
    if np.any(np.sort(onehot, axis=-1) != np.eye(p.size)[-1]):
        raise ValueError("onehot must be one-hot")
    with np.errstate(divide="ignore"):
        return np.exp(np.sum(xlogy(onehot, p), axis=-1))
