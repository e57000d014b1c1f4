def beta_update(a, b, flips):
    if not a > 0:
        raise ValueError("a must be positive")
    if not b > 0:
        raise ValueError("b must be positive")
    heads = 0
    tails = 0
    for flip in flips:
        if flip == 1:
            heads += 1
        elif flip == 0:
            tails += 1
        else:
            raise ValueError("flips must be 0 or 1")
    return float(a) + heads, float(b) + tails
