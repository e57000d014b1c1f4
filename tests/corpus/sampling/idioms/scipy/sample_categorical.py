import numpy as np


def sample_categorical(p, n, rng):
    p = np.asarray(p, dtype=float)
    if p.size == 0 or np.any(p < 0) or abs(p.sum() - 1) > 1e-4:
        raise ValueError("p must sum to 1 and must not be negative")
    if n < 0:
        raise ValueError("n must be 0 or more")
    return rng.choice(p.size, size=n, p=p / p.sum())
