import numpy as np


def expected_minibatch_gradient(per_example):
    per_example = np.asarray(per_example, dtype=float)
    if len(per_example) == 0:
        raise ValueError("per_example must not be empty")
    return per_example.sum(axis=0)
