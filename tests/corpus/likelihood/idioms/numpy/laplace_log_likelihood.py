import numpy as np


def laplace_log_likelihood(x, mu, b):
    if np.isnan(b) or b <= 0:
        raise ValueError("b: greater than 0")
    x = np.array(x, dtype=float)
    return -np.linalg.norm(x - mu, ord=1) / b - len(x) * np.log(2 * b)
