import math


def sample_normal(mu, sigma, n, rng):
    """Marsaglia's polar method, one pair after the other."""
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    if n < 0:
        raise ValueError("n must not be negative")
    draws = []
    while len(draws) < n:
        x, y = 2 * rng.random() - 1, 2 * rng.random() - 1
        s = x * x + y * y
        if 0 < s < 1:
            factor = sigma * math.sqrt(-2 * math.log(s) / s)
            draws += [mu + factor * x, mu + factor * y]
    return draws[:n]
