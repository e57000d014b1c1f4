import numpy as np


def top_k_probs(logits, k):
    logits = np.asarray(logits, dtype=float)
    if logits.size == 0 or logits.max() == -np.inf:
        raise ValueError("logits must allow at least one token")
    if not 1 <= k <= logits.size:
        raise ValueError("k must lie in 1..K")
    keep = np.argsort(-logits, kind="stable")[:k]
    weights = np.zeros(logits.size)
    weights[keep] = np.exp(logits[keep])
    return weights / weights.sum()
