import math

from scipy import special


def likelihood_area(heads, tails):
    if not (heads >= 0 and float(heads).is_integer()):
        raise ValueError("heads must be a count")
    if not (tails >= 0 and float(tails).is_integer()):
        raise ValueError("tails must be a count")
    return math.exp(special.betaln(heads + 1, tails + 1))
