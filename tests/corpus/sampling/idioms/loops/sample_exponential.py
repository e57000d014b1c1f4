import math


def sample_exponential(rate, n, rng):
    if not rate > 0:
        raise ValueError("rate must be positive")
    if n < 0:
        raise ValueError("n must not be negative")
    return [-math.log(1 - rng.random()) / rate for _ in range(n)]
