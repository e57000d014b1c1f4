import math

import numpy as np


def top_k_probs(logits, k):
    logits = [float(z) for z in logits]
    if max(logits, default=-math.inf) == -math.inf:
        raise ValueError("logits allow no token")
    if not 1 <= k <= len(logits):
        raise ValueError("k must be between 1 and the number of tokens")
    left = list(range(len(logits)))
    probs = [0.0] * len(logits)
    top = max(logits)
    for _ in range(k):
        best = left[0]
        for i in left:
            if logits[i] > logits[best]:
                best = i
        left.remove(best)
        probs[best] = math.exp(logits[best] - top)
    total = sum(probs)
    return np.array([v / total for v in probs])
