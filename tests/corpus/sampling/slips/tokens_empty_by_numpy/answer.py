import numpy as np


def sample_tokens(logits, n, rng, T=1.0, k=None, mass=None):
    logits = np.asarray(logits, dtype=float)
    if n < 0:
        raise ValueError("n must not be negative")
    if not T > 0:
        raise ValueError("T must be greater than 0")
    if k is not None and not 1 <= k <= max(len(logits), 1):
        raise ValueError("k must lie between 1 and the number of logits")
    if mass is not None and not 0 <= mass <= 1:
        raise ValueError("mass must lie between 0 and 1")
    top = np.max(logits)
    if top == -np.inf:
        raise ValueError("logits are -inf everywhere")
    p = np.exp((logits - top) / T)
    p = p / p.sum()
    order = np.argsort(-p, kind="stable")
    if k is not None:
        p[order[k:]] = 0
        p = p / p.sum()
    if mass is not None and mass < 1:
        count = int(np.searchsorted(np.cumsum(p[order]), mass - 1e-12)) + 1
        p[order[count:]] = 0
        p = p / p.sum()
    return rng.choice(len(p), size=n, p=p)
