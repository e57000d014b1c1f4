import math

import numpy as np


def temperature_probs(logits, T):
    if not T > 0:
        raise ValueError("T must be positive")
    logits = [float(z) for z in logits]
    top = max(logits, default=-math.inf)
    if top == -math.inf:
        raise ValueError("logits allow no token")
    weights = [math.exp((z - top) / T) for z in logits]
    total = sum(weights)
    return np.array([w / total for w in weights])
