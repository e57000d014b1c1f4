import numpy as np


def prior_weight(a, b, n):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    return 1 / (1 + n / (a + b))
