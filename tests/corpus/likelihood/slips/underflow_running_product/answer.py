def flips_until_underflow(p):
    if not 0 < p < 1:
        raise ValueError("p must be between 0 and 1")
    n, product = 1, p
    while product > 0 and n < 100_000:
        n, product = n + 1, product * p
    return n
