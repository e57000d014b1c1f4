from scipy.special import beta


def likelihood_area(heads, tails):
    return beta(heads + 1, tails + 1)
