import numpy as np
from scipy.special import betaln, xlog1py, xlogy


def beta_pdf(x, a, b):
    if not a > 0:
        raise ValueError("a must be greater than 0")
    if not b > 0:
        raise ValueError("b must be greater than 0")
    if not np.all((x >= 0) & (x <= 1)):
        raise ValueError("x must lie in [0, 1]")
    return np.exp(xlogy(a - 1, x) + xlog1py(b - 1, -x) - betaln(a, b))
