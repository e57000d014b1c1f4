import numpy as np


def mc_error_ratio(n1, n2):
    return np.sqrt(n2 / n1)
