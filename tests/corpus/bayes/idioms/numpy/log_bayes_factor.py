import numpy as np


def log_bayes_factor(a, b, flips):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    flips = np.asarray(flips)
    if not np.isin(flips, [0, 1]).all():
        raise ValueError("flips must contain only 0 and 1")
    heads = np.sum(flips == 1)
    tails = np.sum(flips == 0)
    coin = np.log(a + np.arange(heads)).sum() + np.log(b + np.arange(tails)).sum()
    coin = coin - np.log(a + b + np.arange(heads + tails)).sum()
    fair = (heads + tails) * np.log(0.5)
    return coin - fair
