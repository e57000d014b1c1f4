import numpy as np
from scipy.special import softmax
from scipy.stats import rankdata


def top_k_probs(logits, k):
    logits = np.array(logits, dtype=float)
    if logits.size == 0 or np.isneginf(logits).all():
        raise ValueError("logits must leave some token possible")
    if k < 1 or k > logits.size:
        raise ValueError(f"k = {k} must be between 1 and {logits.size}")
    logits[rankdata(-logits, method="ordinal") > k] = -np.inf
    return softmax(logits)
