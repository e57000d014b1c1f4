import numpy as np


def score_function_gradient(f, mu, sigma, x):
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    x = np.asarray(x).astype(np.float64)
    if not x.size:
        raise ValueError("x must not be empty")
    score = (x - np.float64(mu)) / np.square(np.float64(sigma))
    return np.dot(np.broadcast_to(f(x), x.shape), score) / x.size
