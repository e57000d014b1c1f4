import numpy as np
from scipy.special import logsumexp, softmax


def greedy(logits):
    if len(logits) == 0 or logsumexp(logits) == -np.inf:
        raise ValueError("logits must leave some token possible")
    return np.argmax(softmax(logits))
