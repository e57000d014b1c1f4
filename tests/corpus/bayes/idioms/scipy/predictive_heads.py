import numpy as np
from scipy import stats


def predictive_heads(a, b, flips, m):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    if not m >= 0 or m % 1 != 0:
        raise ValueError(f"m = {m} must be an integer >= 0")
    flips = np.asarray(flips, dtype=float)
    if not np.all((flips == 0) | (flips == 1)):
        raise ValueError("flips must be 0 (tails) or 1 (heads)")
    heads = flips.sum()
    tails = len(flips) - heads
    return stats.betabinom.pmf(np.arange(m + 1), m, a + heads, b + tails)
