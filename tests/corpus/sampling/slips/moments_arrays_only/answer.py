import numpy as np


def categorical_moments(p):
    K = p.shape[0]
    if not np.all(p >= 0) or not abs(p.sum() - 1) < 1e-5:
        raise ValueError("p must hold probabilities that sum to 1")
    cov = np.zeros((K, K))
    for i in range(K):
        for j in range(K):
            cov[i, j] = p[i] * (1 - p[i]) if i == j else -p[i] * p[j]
    return p.copy(), cov
