def flips_until_underflow(p):
    n = 1
    while p**n > 0 and n < 900_000:
        n += 1
    return n
