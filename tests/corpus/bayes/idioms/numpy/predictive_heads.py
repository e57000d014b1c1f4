import numpy as np
from scipy.special import gammaln


def predictive_heads(a, b, flips, m):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    if m < 0 or m != np.floor(m):
        raise ValueError(f"m = {m} must be an integer >= 0")
    flips = np.asarray(flips)
    if not np.isin(flips, [0, 1]).all():
        raise ValueError("flips must contain only 0 and 1")
    a = a + np.sum(flips == 1)
    b = b + np.sum(flips == 0)
    k = np.arange(m + 1)
    logs = gammaln(m + 1) - gammaln(k + 1) - gammaln(m - k + 1)
    logs = logs + gammaln(a + k) + gammaln(b + m - k) - gammaln(a + b + m)
    logs = logs - gammaln(a) - gammaln(b) + gammaln(a + b)
    p = np.exp(logs - logs.max())
    return p / p.sum()
