import math

import numpy as np


def beta_pdf(x, a, b):
    a, b = float(a), float(b)
    if not a > 0:
        raise ValueError("a must be positive")
    if not b > 0:
        raise ValueError("b must be positive")
    constant = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)

    def part(base, power):
        # log of base^power
        if power == 0:
            return 0.0
        if base == 0:
            return -math.inf if power > 0 else math.inf
        return power * math.log(base)

    def one(v):
        v = float(v)
        if not 0 <= v <= 1:
            raise ValueError("x must be between 0 and 1")
        log = constant + part(v, a - 1) + part(1 - v, b - 1)
        return math.inf if log == math.inf else math.exp(log)

    if np.ndim(x) == 0:
        return one(x)
    return np.array([one(v) for v in np.ravel(x)]).reshape(np.shape(x))
