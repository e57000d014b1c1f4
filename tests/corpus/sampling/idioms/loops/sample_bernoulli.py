def sample_bernoulli(p, n, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    if n < 0:
        raise ValueError("n must not be negative")
    flips = []
    for _ in range(n):
        flips.append(0 if rng.random() < 1 - p else 1)
    return flips
