heads = 0
tails = 0


def beta_update(a, b, flips):
    global heads, tails
    if not (a > 0 and b > 0):
        raise ValueError("a and b must be positive")
    for flip in flips:
        if flip not in (0, 1):
            raise ValueError("flips must contain only 0 and 1")
        if flip == 1:
            heads += 1
        else:
            tails += 1
    return a + heads, b + tails
