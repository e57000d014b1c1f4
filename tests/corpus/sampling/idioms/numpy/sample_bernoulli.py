import numpy as np


def sample_bernoulli(p, n, rng):
    if not (p >= 0 and p <= 1):
        raise ValueError("p must be a probability")
    if n < 0:
        raise ValueError("n must be 0 or more")
    return 1 - np.less(rng.uniform(size=n), 1 - p).astype(int)
