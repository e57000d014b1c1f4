import math


def coin_log_likelihood(theta, flips):
    if hasattr(theta, "__len__"):
        if len(theta) == 0:
            raise ValueError("theta is an empty grid")
        return [coin_log_likelihood(value, flips) for value in theta]
    if not 0 <= theta <= 1:
        raise ValueError(f"theta is {theta}, not a probability")
    total = 0.0
    for flip in flips:
        if flip not in (0, 1):
            raise ValueError(f"flips has a {flip}")
        chance = theta if flip == 1 else 1 - theta
        total += math.log(chance) if chance > 0 else -math.inf
    return total
