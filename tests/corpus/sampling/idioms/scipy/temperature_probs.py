import numpy as np
from scipy.special import softmax


def temperature_probs(logits, T):
    if not T > 0:
        raise ValueError(f"T = {T} must be positive")
    if len(logits) == 0 or np.isneginf(logits).all():
        raise ValueError("logits must leave some token possible")
    return softmax(np.asarray(logits, dtype=float) / T)
