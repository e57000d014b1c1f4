import numpy as np


def prior_weight(a, b, n):
    a, b = np.float64(a), np.float64(b)
    if not a > 0:
        raise ValueError("a must be positive")
    if not b > 0:
        raise ValueError("b must be positive")
    if not (n >= 0 and n == round(n)):
        raise ValueError("n must be an integer that is not negative")
    return np.divide(a + b, a + b + np.int64(n))
