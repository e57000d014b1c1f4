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
    constant = math.gamma(a + b) / (math.gamma(a) * math.gamma(b))
    with np.errstate(divide="ignore"):
        return constant * x ** (a - 1) * (1 - x) ** (b - 1)
