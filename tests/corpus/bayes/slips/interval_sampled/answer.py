import numpy as np
from scipy import stats


def credible_interval(a, b, level=0.95):
    if not (a > 0 and b > 0):
        raise ValueError("a and b must be positive")
    if not 0 < level < 1:
        raise ValueError("level must be between 0 and 1")
    draws = np.random.default_rng(0).beta(a, b, size=100_000)
    tail = (1 - level) / 2
    low, high = np.quantile(draws, [tail, 1 - tail])
    return low, high
