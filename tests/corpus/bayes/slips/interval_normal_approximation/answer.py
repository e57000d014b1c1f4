import numpy as np
from scipy import stats


def credible_interval(a, b, level=0.95):
    if not (a > 0 and b > 0):
        raise ValueError("a and b must be positive")
    if not 0 < level < 1:
        raise ValueError("level must be between 0 and 1")
    mean = a / (a + b)
    sd = np.sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))
    z = stats.norm.ppf((1 + level) / 2)
    return mean - z * sd, mean + z * sd
