import math

import numpy as np


def posterior(prior, likelihood):
    prior = [float(p) for p in prior]
    likelihood = [float(v) for v in likelihood]
    if len(prior) != len(likelihood):
        raise ValueError("prior and likelihood need the same length")
    for p in prior:
        if not p >= 0:
            raise ValueError("prior must not be negative")
    if not 0.9999 < sum(prior) < 1.0001:
        raise ValueError("prior must sum to 1")
    for v in likelihood:
        if not v >= 0:
            raise ValueError("likelihood must not be negative")

    # logs, because a product of small numbers can become 0
    logs = []
    for p, v in zip(prior, likelihood):
        if p > 0 and v > 0:
            logs.append(math.log(p) + math.log(v))
        else:
            logs.append(-math.inf)
    top = max(logs)
    if top == -math.inf:
        raise ValueError("the evidence is 0: no hypothesis has prior > 0 and likelihood > 0")
    weights = [math.exp(v - top) for v in logs]
    total = sum(weights)
    return np.array([w / total for w in weights])
