import math


def laplace_log_likelihood(x, mu, b):
    if not b > 0:
        raise ValueError(f"b is {b}")
    total = 0.0
    for value in x:
        total -= abs(float(value) - mu) / b + math.log(2 * b)
    return total
