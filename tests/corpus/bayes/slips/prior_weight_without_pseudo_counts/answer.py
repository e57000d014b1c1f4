import numpy as np


def prior_weight(a, b, n):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    if n < 0 or n != np.floor(n):
        raise ValueError(f"n = {n} must be an integer >= 0")
    return 1 / (1 + n)
