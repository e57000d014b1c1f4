import numpy as np


def sample_categorical(p, n, rng):
    p = np.asarray(p)
    if p.ndim != 1 or len(p) == 0 or np.any(p < 0) or abs(p.sum(dtype=float) - 1) > 1e-5:
        raise ValueError("p must hold probabilities that sum to 1")
    if n < 0:
        raise ValueError("n must not be negative")
    classes = np.digitize(rng.random(n), np.cumsum(p, dtype=float))
    return np.minimum(classes, np.max(np.nonzero(p))).astype(np.int16)
