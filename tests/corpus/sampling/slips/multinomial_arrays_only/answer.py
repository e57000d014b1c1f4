import numpy as np
from scipy.special import gammaln, xlogy


def multinomial_pmf(counts, p):
    if len(counts) != len(p) or (counts < 0).any() or (counts % 1 != 0).any():
        raise ValueError("counts must be whole numbers, one for each entry of p")
    if (p < 0).any() or abs(p.sum() - 1) > 1e-5:
        raise ValueError("p must hold probabilities that sum to 1")
    return float(np.exp(gammaln(counts.sum() + 1) - gammaln(counts + 1).sum() + xlogy(counts, p).sum()))
