import math


def normal_pdf(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    z = (x - mu) / sigma
    return math.exp(-(z**2) / 2) / (sigma * math.sqrt(2 * math.pi))
