import numpy as np
from scipy import stats


def control_variate(fx, gx, mean_g):
    if len(fx) == 0 or len(fx) != len(gx):
        raise ValueError("fx and gx must be of the same length, and not empty")
    if len(set(np.asarray(gx).tolist())) == 1:
        return float(np.mean(fx))
    # the height of the regression line at the known mean
    line = stats.linregress(np.asarray(gx, dtype=float), np.asarray(fx, dtype=float))
    return float(line.intercept + line.slope * mean_g)
