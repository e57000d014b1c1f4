import numpy as np


def sample_categorical(p, n, rng):
    p = np.asarray(p, dtype=float)
    if p.ndim != 1 or p.size == 0 or np.any(p < 0) or not abs(p.sum() - 1) < 1e-5:
        raise ValueError("p must hold probabilities that sum to 1")
    if n < 0:
        raise ValueError("n must not be negative")
    u = (np.arange(n) + 0.5) / max(n, 1)
    return np.minimum(np.searchsorted(np.cumsum(p), u, side="right"), np.flatnonzero(p)[-1])
