import numpy as np


def same_argmax(lik_values, log_lik_values):
    both = [np.asarray(lik_values), np.asarray(log_lik_values)]
    if both[0].size == 0 or both[0].shape != both[1].shape:
        raise ValueError("lik_values and log_lik_values: the same shape, not empty")
    return np.equal(*map(np.argmax, both))
