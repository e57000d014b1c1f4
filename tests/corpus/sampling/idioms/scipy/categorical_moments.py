import numpy as np
from scipy import stats


def categorical_moments(p):
    p = np.asarray(p, dtype=float)
    if not (p >= 0).all() or not abs(p.sum() - 1) < 1e-4:
        raise ValueError("p must hold probabilities that sum to 1")
    p = p / p.sum()
    law = stats.multinomial(1, p)
    return law.mean(), law.cov()
