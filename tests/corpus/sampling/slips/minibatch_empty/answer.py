import numpy as np


def expected_minibatch_gradient(per_example):
    per_example = np.asarray(per_example, dtype=float)
    return per_example.mean(axis=0)
