import math


def mc_estimate(f, sampler, n, rng):
    if n < 2:
        raise ValueError("n must be at least 2")
    values = f(sampler(n, rng))
    try:
        values = [float(v) for v in values]
    except TypeError:
        values = [float(values)] * n
    mean = sum(values) / n
    squares = 0.0
    for v in values:
        squares += (v - mean) ** 2
    return mean, math.sqrt(squares / (n - 1) / n)
