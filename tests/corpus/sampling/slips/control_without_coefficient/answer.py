import numpy as np


def control_variate(fx, gx, mean_g):
    fx, gx = np.asarray(fx, dtype=float), np.asarray(gx, dtype=float)
    if fx.size == 0 or fx.shape != gx.shape:
        raise ValueError("fx and gx must have the same length, and not be empty")
    if np.all(gx == gx[0]):
        return fx.mean()
    (_, cov), (_, var) = np.cov(fx, gx)
    return fx.mean() - (gx.mean() - mean_g)
