import numpy as np


def beta_update(a, b, flips):
    prior = np.array([b, a], dtype=float)
    if not (prior > 0).all():
        raise ValueError("a and b must be positive")
    flips = np.asarray(flips)
    if not np.all((flips == 0) | (flips == 1)):
        raise ValueError("flips must be 0 (tails) or 1 (heads)")
    tails, heads = np.bincount(flips.astype(int), minlength=2)
    b_new, a_new = prior + [tails, heads]
    return a_new, b_new
