import math

import numpy as np


def beta_pdf(x, a, b):
    if not a > 0:
        raise ValueError("a must be > 0")
    if not b > 0:
        raise ValueError("b must be > 0")
    x = np.asarray(x, dtype=float)
    if not np.all((x >= 0) & (x <= 1)):
        raise ValueError("x must lie in [0, 1]")
    log_b = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    with np.errstate(divide="ignore"):
        left = (a - 1) * np.log(x) if a != 1 else np.zeros(x.shape)
        right = (b - 1) * np.log1p(-x) if b != 1 else np.zeros(x.shape)
    density = np.exp(left + right)
    return density[()]
