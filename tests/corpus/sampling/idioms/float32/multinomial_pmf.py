import numpy as np
from scipy.special import gammaln, xlogy


def multinomial_pmf(counts, p):
    counts, p = np.asarray(counts), np.asarray(p)
    if not (p >= 0).all() or not abs(p.sum(dtype=np.float64) - 1) < 1e-4:
        raise ValueError("p must be a probability vector")
    if counts.shape != p.shape:
        raise ValueError("counts and p differ in length")
    if not ((counts >= 0) & (counts == np.round(counts))).all():
        raise ValueError("counts must be whole and not negative")
    # float64: a float32 has no digits left for the factorials
    counts, p = counts.astype(np.float64), p.astype(np.float64)
    return np.exp(gammaln(counts.sum() + 1) + np.sum(xlogy(counts, p) - gammaln(counts + 1)))
