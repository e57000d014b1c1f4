def coin_likelihood(theta, flips):
    if hasattr(theta, "__len__"):
        if len(theta) == 0:
            raise ValueError("theta is an empty grid")
        return [coin_likelihood(value, flips) for value in theta]
    if not 0 <= theta <= 1:
        raise ValueError(f"theta is {theta}, not a probability")
    product = 1.0
    for flip in flips:
        if flip == 1:
            product *= theta
        elif flip == 0:
            product *= 1 - theta
        else:
            raise ValueError(f"flips has a {flip}")
    return product
