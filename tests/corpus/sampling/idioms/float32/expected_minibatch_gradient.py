import numpy as np


def expected_minibatch_gradient(per_example):
    per_example = np.asarray(per_example)
    if per_example.size == 0:
        raise ValueError("per_example must not be empty")
    n = per_example.shape[0]
    weights = np.full(n, 1 / n)
    return weights @ per_example.astype(np.float64)
