import numpy as np


def greedy(logits):
    logits = np.asarray(logits, dtype=float)
    if logits.size == 0 or logits.max() == -np.inf:
        raise ValueError("logits must allow at least one token")
    return float(np.max(logits))
