import numpy as np
from scipy.special import betaln, gammaln


def predictive_heads(a, b, flips, m):
    for name, value in [("a", a), ("b", b)]:
        if not value > 0:
            raise ValueError(f"{name} must be positive")
    if m < 0:
        raise ValueError("m must not be negative")
    heads, tails = (flips == 1).sum(), (flips == 0).sum()
    if heads + tails != len(flips):
        raise ValueError("flips must be 0 or 1")
    k = np.arange(m + 1)
    log_choose = gammaln(m + 1) - gammaln(k + 1) - gammaln(m - k + 1)
    return np.exp(log_choose + betaln(a + heads + k, b + tails + m - k) - betaln(a + heads, b + tails))
