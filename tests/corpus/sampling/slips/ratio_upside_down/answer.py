import numpy as np


def mc_error_ratio(n1, n2):
    if n1 < 1 or n2 < 1:
        raise ValueError("n1 and n2 must be at least 1")
    return np.sqrt(n1 / n2)
