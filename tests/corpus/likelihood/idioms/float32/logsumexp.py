import numpy as np


def logsumexp(a, axis=None):
    a = np.array(a, dtype=np.float32)
    if a.size == 0:
        raise ValueError("a is empty")
    if axis is None:
        a, axis = a.reshape(-1), 0
    a = np.moveaxis(a, axis, 0)
    top = a.max(axis=0)
    total = np.zeros(top.shape, dtype=np.float32)
    for row in a:
        gap = np.full(top.shape, -np.inf, dtype=np.float32)
        np.subtract(row, top, out=gap, where=row != top)
        total = total + np.where(row == top, np.float32(1), np.exp(gap))
    return np.where(np.isfinite(top), top + np.log(total), top).astype(np.float32)
