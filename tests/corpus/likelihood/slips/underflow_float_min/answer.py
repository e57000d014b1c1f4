import sys


def flips_until_underflow(p):
    if not 0 < p < 1:
        raise ValueError("p must be between 0 and 1")
    n = 2
    while p**n >= sys.float_info.min:
        n += 1
    return n
