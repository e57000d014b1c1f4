import numpy as np
from scipy.special import gammaln, xlogy


def multinomial_pmf(counts, p):
    counts, p = np.asarray(counts, dtype=float), np.asarray(p, dtype=float)
    if counts.shape != p.shape or np.any(counts < 0) or np.any(counts % 1 != 0):
        raise ValueError("counts must be whole numbers, one for each entry of p")
    if np.any(p < 0) or p.sum() != 1:
        raise ValueError("p must hold probabilities that sum to 1")
    return float(np.exp(gammaln(counts.sum() + 1) - gammaln(counts + 1).sum() + xlogy(counts, p).sum()))
