from scipy.special import gamma


def likelihood_area(heads, tails):
    if heads < 0 or heads != int(heads):
        raise ValueError("heads must be a count")
    if tails < 0 or tails != int(tails):
        raise ValueError("tails must be a count")
    return gamma(heads + 1) * gamma(tails + 1) / gamma(heads + tails + 2)
