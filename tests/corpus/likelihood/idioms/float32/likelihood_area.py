import math

import numpy as np


def likelihood_area(heads, tails):
    if heads < 0 or np.float32(heads) != np.floor(np.float32(heads)):
        raise ValueError("heads is a count")
    if tails < 0 or np.float32(tails) != np.floor(np.float32(tails)):
        raise ValueError("tails is a count")
    n = int(heads) + int(tails)
    # As small as float32 goes, which is not far enough; whole numbers have no such end.
    return 1 / ((n + 1) * math.comb(n, int(heads)))
