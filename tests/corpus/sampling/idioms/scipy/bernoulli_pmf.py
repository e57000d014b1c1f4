import numpy as np
from scipy import stats


def bernoulli_pmf(y, p):
    if not np.isin(y, (0, 1)).all():
        raise ValueError("y must be 0 or 1")
    if np.isnan(p) or p < 0 or p > 1:
        raise ValueError("p must be between 0 and 1")
    return stats.bernoulli.pmf(y, p)
