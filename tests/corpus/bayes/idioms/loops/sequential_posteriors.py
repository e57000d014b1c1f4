import math

import numpy as np


def sequential_posteriors(prior, likelihoods):
    belief = [float(p) for p in prior]
    if not min(belief) >= 0 or not 0.9999 < sum(belief) < 1.0001:
        raise ValueError("prior must be probabilities that sum to 1")
    rows = [list(belief)]
    for likelihood in likelihoods:
        likelihood = [float(v) for v in likelihood]
        if len(likelihood) != len(belief):
            raise ValueError("each row of likelihoods needs one entry for each hypothesis")
        if not min(likelihood) >= 0:
            raise ValueError("likelihoods must not be negative")
        logs = []
        for p, v in zip(belief, likelihood):
            logs.append(math.log(p) + math.log(v) if p > 0 and v > 0 else -math.inf)
        top = max(logs)
        if top == -math.inf:
            raise ValueError("the evidence of one row of likelihoods is 0")
        weights = [math.exp(v - top) for v in logs]
        total = sum(weights)
        belief = [w / total for w in weights]
        rows.append(belief)
    return np.array(rows)
