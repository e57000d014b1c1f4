import numpy as np


def multinomial_pmf(counts, p):
    counts, p = np.asarray(counts, dtype=float), np.asarray(p, dtype=float)
    if not np.all(p >= 0) or not abs(p.sum() - 1) < 1e-5:
        raise ValueError("p must be a probability vector")
    if counts.shape != p.shape or not np.all((counts >= 0) & (counts % 1 == 0)):
        raise ValueError("counts must be whole numbers >= 0, one for each entry of p")
    if np.any((counts > 0) & (p == 0)):
        return 0.0

    def log_factorial(n):
        return np.log(np.arange(1, int(n) + 1)).sum()

    seen = counts > 0
    log = 0.0
    return float(np.exp(log + (counts[seen] * np.log(p[seen])).sum()))
