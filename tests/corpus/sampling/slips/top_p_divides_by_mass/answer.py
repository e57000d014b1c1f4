import numpy as np


def top_p_probs(logits, mass):
    logits = np.asarray(logits, dtype=float)
    if logits.size == 0 or logits.max() == -np.inf:
        raise ValueError("logits must allow at least one token")
    if not 0 <= mass <= 1:
        raise ValueError("mass must lie in [0, 1]")
    p = np.exp(logits - logits.max())
    p /= p.sum()
    if mass < 1:
        order = np.argsort(-logits, kind="stable")
        count = np.searchsorted(np.cumsum(p[order]), mass) + 1
        p[order[count:]] = 0
    return p / mass if mass > 0 else p / p.sum()
