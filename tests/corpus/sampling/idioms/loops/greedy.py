import math


def greedy(logits):
    best = -1
    for i in range(len(logits)):
        if logits[i] > (logits[best] if best >= 0 else -math.inf):
            best = i
    if best < 0:
        raise ValueError("logits allow no token")
    return best
