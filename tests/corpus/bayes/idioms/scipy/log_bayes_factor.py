import numpy as np
from scipy import stats
from scipy.special import betaln


def log_bayes_factor(a, b, flips):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    flips = np.asarray(flips, dtype=float)
    if not np.all((flips == 0) | (flips == 1)):
        raise ValueError("flips must be 0 (tails) or 1 (heads)")
    heads = flips.sum()
    tails = len(flips) - heads
    log_coin = betaln(float(a) + heads, float(b) + tails) - betaln(float(a), float(b))
    log_fair = stats.bernoulli.logpmf(flips.astype(int), 0.5).sum()
    return log_coin - log_fair
