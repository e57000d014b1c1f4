import math

import numpy as np


def sample_laplace(mu, b, n, rng):
    if not b > 0:
        raise ValueError("b must be greater than 0")
    if n < 0:
        raise ValueError("n must not be negative")
    draws = []
    for u in rng.random(n):
        if u < 0.5:
            draws.append(mu + b * math.log(2 * u))
        else:
            draws.append(mu - b * math.log(2 * (1 - u)))
    return np.array(draws)
