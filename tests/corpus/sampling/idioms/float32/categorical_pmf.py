import numpy as np


def categorical_pmf(onehot, p):
    onehot = np.asarray(onehot, dtype=np.float32)
    p = np.asarray(p, dtype=np.float32)
    if p.size == 0 or np.any(p < 0) or not abs(p.sum() - np.float32(1)) < 1e-4:
        raise ValueError("p must be probabilities that sum to 1")
    if onehot.shape[-1] != p.size:
        raise ValueError("onehot must have one entry for each of p")
    if np.any((onehot != 0) & (onehot != 1)) or np.any(np.count_nonzero(onehot, axis=-1) != 1):
        raise ValueError("onehot must be one-hot")
    return p[np.argmax(onehot, axis=-1)]
