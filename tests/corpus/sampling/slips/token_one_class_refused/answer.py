import numpy as np


def sample_categorical(p, n, rng):
    p = np.asarray(p, dtype=float)
    if p.size == 0 or np.any(p < 0) or not abs(p.sum() - 1) < 1e-5:
        raise ValueError("p must hold probabilities that sum to 1")
    if n < 0:
        raise ValueError("n must not be negative")
    if p.size == 1:
        return np.array([0])
    u = rng.random(n)
    return np.minimum(np.searchsorted(np.cumsum(p), u, side="right"), np.flatnonzero(p)[-1])
