def beta_update(a, b, flips):
    if not (a > 0 and b > 0):
        raise ValueError("a and b must be positive")
    heads = flips.count(1)
    tails = flips.count(0)
    if heads + tails != len(flips):
        raise ValueError("flips must contain only 0 and 1")
    return a + heads, b + tails
