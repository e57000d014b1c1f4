import math

import numpy as np


def interval_probability(a, b, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    if not a <= b:
        raise ValueError("a must not exceed b")
    low, high = np.clip(np.divide([a - mu, b - mu], sigma), -40, 40)
    if low > 0:
        low, high = -high, -low
    # Simpson's rule on panels of width 1/200 or less.
    panels = 2 * max(1, math.ceil((high - low) * 100))
    z = np.linspace(low, high, panels + 1)
    f = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return (high - low) / panels / 3 * (f[0] + f[-1] + 4 * f[1:-1:2].sum() + 2 * f[2:-1:2].sum())
