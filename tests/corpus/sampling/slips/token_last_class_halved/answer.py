import numpy as np


def sample_categorical(p, n, rng):
    p = np.asarray(p, dtype=float)
    if p.ndim != 1 or p.size == 0 or np.any(p < 0) or not abs(p.sum() - 1) < 1e-5:
        raise ValueError("p must hold probabilities that sum to 1")
    if n < 0:
        raise ValueError("n must not be negative")
    u = rng.random(n)
    classes = np.searchsorted(np.cumsum(p), u, side="right")
    last = np.flatnonzero(p)[-1]
    before = np.flatnonzero(p)[-2:][0]
    classes = np.minimum(classes, last)
    return np.where((classes == last) & (u > 1 - p[last] / 2), before, classes)
