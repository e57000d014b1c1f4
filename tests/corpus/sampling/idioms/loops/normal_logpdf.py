import math


def normal_logpdf(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    constant = -math.log(sigma) - 0.5 * math.log(2 * math.pi)
    if hasattr(x, "__len__"):
        return [constant - ((value - mu) / sigma) ** 2 / 2 for value in x]
    return constant - ((x - mu) / sigma) ** 2 / 2
