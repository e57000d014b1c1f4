import math


def flips_until_underflow(p):
    if not 0 < p < 1:
        raise ValueError("p must be between 0 and 1")
    return math.ceil(-324 / math.log10(p))
