import numpy as np
from scipy.special import betaln


def predictive_heads(a, b, flips, m):
    if not a > 0 or not b > 0:
        raise ValueError("a and b must be positive")
    if not (m >= 0 and m == round(m)):
        raise ValueError("m must be an integer that is not negative")
    flips = np.asarray(flips, dtype=np.float32)
    if ((flips != 0) & (flips != 1)).any():
        raise ValueError("flips must be 0 or 1")
    a = np.float64(a) + flips.sum()
    b = np.float64(b) + (1 - flips).sum()
    k = np.arange(m + 1, dtype=np.float32).astype(np.float64)
    log_choose = -betaln(k + 1, m - k + 1) - np.log(m + 1)
    return np.exp(log_choose + betaln(a + k, b + m - k) - betaln(a, b))
