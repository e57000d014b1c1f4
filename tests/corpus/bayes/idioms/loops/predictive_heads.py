import math

import numpy as np


def predictive_heads(a, b, flips, m):
    a, b = float(a), float(b)
    if not a > 0:
        raise ValueError("a must be positive")
    if not b > 0:
        raise ValueError("b must be positive")
    if not m >= 0 or m != int(m):
        raise ValueError("m must be an integer >= 0")
    for flip in flips:
        if flip == 1:
            a += 1
        elif flip == 0:
            b += 1
        else:
            raise ValueError("flips must be 0 or 1")

    # ratio of neighbours: p(k+1) / p(k) = (m-k) (a+k) / ((k+1) (b+m-k-1)), in logs
    logs = [0.0]
    for k in range(int(m)):
        step = math.log(m - k) + math.log(a + k) - math.log(k + 1) - math.log(b + m - k - 1)
        logs.append(logs[-1] + step)
    top = max(logs)
    weights = [math.exp(v - top) for v in logs]
    total = math.fsum(weights)
    return np.array([w / total for w in weights])
