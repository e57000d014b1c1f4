import numpy as np


def flips_until_underflow(p):
    if not 0 < p < 1:
        raise ValueError("p in (0, 1)")
    step = 2**19
    n = np.int32(0)
    while step:  # the last n with a positive power, bit by bit
        if p ** (int(n) + step) > 0:
            n = n + np.int32(step)
        step //= 2
    return n + np.int32(1)
