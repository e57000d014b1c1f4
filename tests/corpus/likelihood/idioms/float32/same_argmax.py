import numpy as np


def same_argmax(lik_values, log_lik_values):
    lik = np.asarray(lik_values, dtype=np.float32)
    log = np.asarray(log_lik_values, dtype=np.float32)
    if lik.size != log.size or not lik.size:
        raise ValueError("lik_values and log_lik_values have one length")
    return lik.argmax() == log.argmax()
