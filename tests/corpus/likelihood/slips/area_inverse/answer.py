from scipy.special import beta


def likelihood_area(heads, tails):
    if heads < 0 or heads != int(heads):
        raise ValueError("heads must be a count")
    if tails < 0 or tails != int(tails):
        raise ValueError("tails must be a count")
    return 1 / beta(heads + 1, tails + 1)
