import numpy as np


def score_function_gradient(f, mu, sigma, x):
    if not sigma > 0:
        raise ValueError("sigma must be > 0")
    x = np.asarray(x, dtype=float)
    if x.size == 0:
        raise ValueError("x must not be empty")
    return np.mean(f(x) * (x - mu))
