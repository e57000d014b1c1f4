import math


def sample_laplace(mu, b, n, rng):
    if not b > 0:
        raise ValueError("b must be positive")
    if n < 0:
        raise ValueError("n must not be negative")
    draws = []
    for _ in range(n):
        u = rng.random()
        if u == 0:
            draws.append(-math.inf)
        elif u < 0.5:
            draws.append(mu + b * math.log(2 * u))
        else:
            draws.append(mu - b * math.log(2 * (1 - u)))
    return draws
