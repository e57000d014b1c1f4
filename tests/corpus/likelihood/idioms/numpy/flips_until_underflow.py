import numpy as np


def flips_until_underflow(p):
    if not 0 < p < 1:
        raise ValueError("p: strictly between 0 and 1")
    # 2 ** -1075 is half of the smallest positive number: from there on the power is rounded to 0.
    n = max(1, int(np.ceil(-1075 / np.log2(p))) - 3)
    while p**n > 0:
        n += 1
    return np.int64(n)
