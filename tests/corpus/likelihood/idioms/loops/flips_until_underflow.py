def flips_until_underflow(p):
    if not (p > 0 and p < 1):
        raise ValueError(f"p is {p}")
    n = 0
    while p**n != 0.0:
        n += 1
    return n
