from bisect import bisect_left


def flips_until_underflow(p):
    if not 0 < p < 1:
        raise ValueError("p must lie between 0 and 1")
    return bisect_left(range(10**6), True, key=lambda n: p**n == 0.0)
