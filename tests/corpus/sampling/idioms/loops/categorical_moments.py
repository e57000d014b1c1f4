import numpy as np


def categorical_moments(p):
    p = [float(v) for v in p]
    for v in p:
        if not v >= 0:
            raise ValueError("p must not be negative")
    if not 0.9999 < sum(p) < 1.0001:
        raise ValueError("p must sum to 1")
    cov = []
    for i in range(len(p)):
        row = []
        for j in range(len(p)):
            if i == j:
                row.append(p[i] * (1 - p[i]))
            else:
                row.append(-p[i] * p[j])
        cov.append(row)
    return np.array(p), np.array(cov)
