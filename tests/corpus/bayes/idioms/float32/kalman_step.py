import numpy as np


def kalman_step(mean, var, y, q, r):
    mean, var, y, q, r = np.array([mean, var, y, q, r], dtype=np.float64)
    if not (var >= 0 and q >= 0 and r >= 0):
        raise ValueError("var, q and r are variances: not negative")
    predicted = var + q
    if predicted + r == 0:
        raise ValueError("var + q and r are both 0")
    share = predicted / (predicted + r)
    if r == 0:
        return y, np.float32(0)
    return mean + share * (y - mean), share * r
