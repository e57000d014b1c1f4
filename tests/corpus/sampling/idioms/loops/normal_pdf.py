import math


def normal_pdf(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    if hasattr(x, "__len__"):
        return [normal_pdf(value, mu, sigma) for value in x]
    return math.exp(-((x - mu) ** 2) / (2 * sigma**2)) / math.sqrt(2 * math.pi * sigma**2)
