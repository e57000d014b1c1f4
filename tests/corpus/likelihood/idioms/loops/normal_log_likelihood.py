import math


def normal_log_likelihood(x, mu, sigma):
    if not sigma > 0:
        raise ValueError(f"sigma is {sigma}")
    total = 0.0
    for value in x:
        z = (float(value) - mu) / sigma
        total += -z * z / 2 - math.log(sigma * math.sqrt(2 * math.pi))
    return total
