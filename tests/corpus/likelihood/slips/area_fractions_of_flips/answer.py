from scipy.special import beta


def likelihood_area(heads, tails):
    if heads < 0:
        raise ValueError("heads must be a count")
    if tails < 0:
        raise ValueError("tails must be a count")
    return beta(heads + 1, tails + 1)
