import numpy as np


def same_argmax(lik_values, log_lik_values):
    if len(lik_values) == 0:
        raise ValueError("lik_values must not be empty")
    if len(lik_values) != len(log_lik_values):
        raise ValueError("lik_values and log_lik_values must have one length")
    return int(np.argmax(lik_values) == np.argmax(log_lik_values))
