import math

import numpy as np


def top_p_probs(logits, mass):
    if not 0 <= mass <= 1:
        raise ValueError("mass must be between 0 and 1")
    logits = [float(z) for z in logits]
    top = max(logits, default=-math.inf)
    if top == -math.inf:
        raise ValueError("logits allow no token")
    weights = [math.exp(z - top) for z in logits]
    total = sum(weights)
    probs = [w / total for w in weights]
    if mass == 1:
        return np.array(probs)
    kept = [0.0] * len(probs)
    reached = 0.0
    for i in sorted(range(len(probs)), key=lambda i: (-logits[i], i)):
        kept[i] = probs[i]
        reached += probs[i]
        if reached >= mass:
            break
    return np.array([v / reached for v in kept])
