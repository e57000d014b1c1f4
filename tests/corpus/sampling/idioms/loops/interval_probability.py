import math


def interval_probability(a, b, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    if a > b:
        raise ValueError("a must be at most b")

    def right_of(x):
        return 0.5 * math.erfc((x - mu) / (sigma * math.sqrt(2)))

    if a >= mu:
        return right_of(a) - right_of(b)
    # Mirror the interval: left of x is right of its mirror image.
    return right_of(2 * mu - b) - right_of(2 * mu - a)
