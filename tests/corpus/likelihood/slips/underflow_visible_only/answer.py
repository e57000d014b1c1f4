def flips_until_underflow(p):
    if not 0 < p < 1:
        raise ValueError("p must be between 0 and 1")
    return 1075
