import numpy as np


def logsumexp(a, axis=None):
    a = np.asarray(a, dtype=float)
    if not a.size:
        raise ValueError("a: one entry at least")
    return np.logaddexp.reduce(a.ravel() if axis is None else a, axis=axis or 0)
