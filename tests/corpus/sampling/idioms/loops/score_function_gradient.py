import numpy as np


def score_function_gradient(f, mu, sigma, x):
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    n = len(x)
    if n == 0:
        raise ValueError("x is empty")
    values = f(np.array([float(v) for v in x]))
    if np.ndim(values) == 0:
        values = [values] * n
    total = 0.0
    for value, v in zip(values, x):
        total += float(value) * (float(v) - mu) / sigma**2
    return total / n
