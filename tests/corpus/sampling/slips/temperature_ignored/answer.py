import numpy as np


def temperature_probs(logits, T):
    logits = np.asarray(logits, dtype=float)
    if not T > 0:
        raise ValueError("T must be > 0")
    if logits.size == 0 or logits.max() == -np.inf:
        raise ValueError("logits must allow at least one token")
    weights = np.exp(logits - logits.max())
    return weights / weights.sum()
