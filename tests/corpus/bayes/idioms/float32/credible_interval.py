import numpy as np
from scipy import stats


def credible_interval(a, b, level=0.95):
    if not a > 0 or not b > 0:
        raise ValueError("a and b must be positive")
    if not 0 < level < 1:
        raise ValueError("level must be strictly between 0 and 1")
    tail = (1 - np.float64(level)) / 2
    belief = stats.beta(np.float64(a), np.float64(b))
    return belief.ppf(tail), belief.isf(tail)
