import numpy as np


def greedy(logits):
    logits = np.asarray(logits, dtype=float)
    if logits.size == 0:
        raise ValueError("logits must allow at least one token")
    return int(np.argmax(logits))
