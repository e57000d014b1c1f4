import numpy as np


def sample_categorical(p, n, rng):
    p = np.array(p, dtype=float)
    if p.ndim != 1 or p.size == 0 or (p < 0).any() or not np.isclose(p.sum(), 1, atol=1e-5):
        raise ValueError("p is no probability vector")
    if n < 0:
        raise ValueError("n must be 0 or more")
    possible = np.flatnonzero(p)
    inner = np.cumsum(p[possible])[:-1]  # the last sum is passed by no uniform
    return possible[np.sum(rng.uniform(size=n)[:, None] >= inner, axis=1)]
