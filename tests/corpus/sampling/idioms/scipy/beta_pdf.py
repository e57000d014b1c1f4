import numpy as np
from scipy import stats


def beta_pdf(x, a, b):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    if not np.all((np.asarray(x) >= 0) & (np.asarray(x) <= 1)):
        raise ValueError("x must lie in [0, 1]")
    return stats.beta.pdf(x, a, b)
