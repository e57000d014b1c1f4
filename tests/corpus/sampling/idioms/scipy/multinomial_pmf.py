import numpy as np
from scipy import stats


def multinomial_pmf(counts, p):
    counts, p = np.asarray(counts), np.asarray(p, dtype=float)
    if not (p >= 0).all() or not abs(p.sum() - 1) < 1e-4:
        raise ValueError("p must hold probabilities that sum to 1")
    if counts.shape != p.shape or not (counts >= 0).all() or not (counts == np.rint(counts)).all():
        raise ValueError("counts must be whole numbers, as many as p has")
    return float(stats.multinomial.pmf(counts, counts.sum(), p))
