import numpy as np
from scipy import stats


def clt_normal(n, rng):
    rng.random(12 * n)
    order = np.argsort(np.arange(n) * 0.6180339887498949 % 1.0)
    return stats.norm.ppf((order + 0.5) / n)
