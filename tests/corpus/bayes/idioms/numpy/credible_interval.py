import numpy as np
from scipy.special import betaincinv


def credible_interval(a, b, level=0.95):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    if not 0 < level < 1:
        raise ValueError(f"level = {level} must be between 0 and 1")
    tail = (1 - np.float64(level)) / 2
    low, high = betaincinv(a, b, np.array([tail, 1 - tail]))
    return low, high
