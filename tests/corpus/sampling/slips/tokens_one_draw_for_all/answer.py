import numpy as np


def sample_tokens(logits, n, rng, T=1.0, k=None, mass=None):
    logits = np.asarray(logits, dtype=float)
    if n < 0:
        raise ValueError("n must be >= 0")
    if not T > 0:
        raise ValueError("T must be > 0")
    if k is not None and not 1 <= k <= logits.size:
        raise ValueError("k must lie in 1..K")
    if mass is not None and not 0 <= mass <= 1:
        raise ValueError("mass must lie in [0, 1]")
    if logits.size == 0 or logits.max() == -np.inf:
        raise ValueError("logits must allow at least one token")
    z = logits / T
    order = np.argsort(-z, kind="stable")
    if k is not None:
        z[order[k:]] = -np.inf
    p = np.exp(z - z.max())
    p /= p.sum()
    if mass is not None and mass < 1:
        count = np.searchsorted(np.cumsum(p[order]), mass) + 1
        p[order[count:]] = 0
        p /= p.sum()
    return np.full(n, rng.choice(logits.size, p=p))
