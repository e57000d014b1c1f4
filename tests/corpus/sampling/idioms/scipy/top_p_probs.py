import numpy as np
from scipy.special import softmax


def top_p_probs(logits, mass):
    logits = np.asarray(logits, dtype=float)
    if logits.size == 0 or np.isneginf(logits).all():
        raise ValueError("logits must leave some token possible")
    if not 0 <= mass <= 1:
        raise ValueError(f"mass = {mass} must be between 0 and 1")
    p = softmax(logits)
    if mass == 1:
        return p
    order = np.argsort(-p, kind="stable")
    before = np.cumsum(p[order]) - p[order]
    stays = order[(before < mass) | (np.arange(p.size) == 0)]
    kept = np.full(p.size, -np.inf)
    kept[stays] = logits[stays]
    return softmax(kept)
