import math

import numpy as np


def sample_tokens(logits, n, rng, T=1.0, k=None, mass=None):
    if n < 0:
        raise ValueError("n must not be negative")
    if not T > 0:
        raise ValueError("T must be positive")
    if k is not None and not 1 <= k <= len(logits):
        raise ValueError("k must be between 1 and the number of tokens")
    if mass is not None and not 0 <= mass <= 1:
        raise ValueError("mass must be between 0 and 1")
    top = max((float(z) for z in logits), default=-math.inf)
    if top == -math.inf:
        raise ValueError("logits allow no token")
    weights = [math.exp((float(z) - top) / T) for z in logits]
    order = sorted(range(len(weights)), key=lambda i: -weights[i])
    if k is not None:
        order = order[:k]
    total = sum(weights[i] for i in order)
    if mass is not None and mass < 1:
        reached, kept = 0.0, []
        for i in order:
            kept.append(i)
            reached += weights[i] / total
            if reached >= mass:
                break
        order = kept
        total = sum(weights[i] for i in order)
    draws = []
    for _ in range(n):
        u = rng.random() * total
        chosen = order[0]
        for i in order:
            chosen = i
            u -= weights[i]
            if u < 0:
                break
        draws.append(chosen)
    return np.array(draws, dtype=int)
