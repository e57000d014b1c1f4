import math

import numpy as np


def multinomial_pmf(counts, p):
    counts, p = np.asarray(counts), np.asarray(p, dtype=float)
    if not np.all(p >= 0) or not abs(p.sum() - 1) < 1e-5:
        raise ValueError("p must be a probability vector")
    if counts.shape != p.shape or np.any(counts < 0) or np.any(counts % 1 != 0):
        raise ValueError("counts must be whole numbers >= 0, one for each entry of p")
    n = int(counts.sum())
    ways = math.factorial(n)
    for count in counts:
        ways //= math.factorial(int(count))
    return ways * float(np.prod(p**counts))
