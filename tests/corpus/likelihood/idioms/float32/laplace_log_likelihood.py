import numpy as np


def laplace_log_likelihood(x, mu, b):
    if not b > 0:
        raise ValueError("b > 0")
    away = np.abs(np.asarray(x, dtype=np.float32) - np.float32(mu)) / np.float32(b)
    return -(away + np.log(np.float32(2 * b))).sum(dtype=np.float32)
