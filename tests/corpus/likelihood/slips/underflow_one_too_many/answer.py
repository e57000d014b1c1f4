def flips_until_underflow(p):
    if not 0 < p < 1:
        raise ValueError("p must be between 0 and 1")
    n = 1
    while p**n > 0:
        n += 1
    return n + 1
