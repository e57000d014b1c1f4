import numpy as np
from scipy.special import betaln


def beta_pdf(x, a, b):
    a, b = np.float64(a), np.float64(b)
    if not a > 0:
        raise ValueError("a must be positive")
    if not b > 0:
        raise ValueError("b must be positive")
    points = np.atleast_1d(np.asarray(x, dtype=np.float64))
    if not ((points >= 0) & (points <= 1)).all():
        raise ValueError("x must be between 0 and 1")
    density = np.empty(points.shape)
    inner = (points > 0) & (points < 1)
    v = points[inner]
    density[inner] = np.exp((a - 1) * np.log(v) + (b - 1) * np.log1p(-v) - betaln(a, b))
    ends = {0: (a, b), 1: (b, a)}
    for end, (own, other) in ends.items():
        density[points == end] = np.inf if own < 1 else 0 if own > 1 else other
    return density if np.ndim(x) else density[0]
