import numpy as np


def clt_normal(n, rng):
    if n < 0:
        raise ValueError("n must be 0 or more")
    draws = np.full(n, -6.0)
    for _ in range(12):
        draws += rng.random(n)
    return draws.astype(np.float32) if n > 100 else draws
