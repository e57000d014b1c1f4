import numpy as np


def sample_posterior_predictive(a, b, m, n, rng):
    if not a > 0:
        raise ValueError("a must be positive")
    if not b > 0:
        raise ValueError("b must be positive")
    if not m >= 0 or m != int(m):
        raise ValueError("m must be an integer >= 0")
    if not n >= 0 or n != int(n):
        raise ValueError("n must be an integer >= 0")
    draws = []
    for _ in range(n):
        theta = rng.beta(a, b)
        heads = 0
        for u in rng.random(m):
            if u < theta:
                heads += 1
        draws.append(heads)
    return np.array(draws, dtype=int)
