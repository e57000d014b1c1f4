import numpy as np


def top_k_probs(logits, k):
    logits = np.asarray(logits, dtype=float)
    if logits.size == 0 or logits.max() == -np.inf:
        raise ValueError("logits must have an entry that is not -inf")
    if not 1 <= k <= len(logits):
        raise ValueError("k must lie between 1 and the number of logits")
    order = np.argsort(-logits)
    kept = order[:k]
    p = np.zeros(len(logits))
    p[kept] = np.exp(logits[kept] - logits.max())
    return p / p.sum()
