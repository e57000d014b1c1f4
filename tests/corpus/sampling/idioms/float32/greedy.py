import numpy as np


def greedy(logits):
    logits = np.asarray(logits, dtype=np.float32)
    if logits.size == 0 or not np.any(logits > -np.inf):
        raise ValueError("logits leave no token")
    return np.int32(np.flatnonzero(logits == logits.max())[0])
