def sample_posterior_predictive(a, b, m, n, rng):
    if not (a > 0 and b > 0):
        raise ValueError("a and b must be positive")
    if not m >= 0 or m % 1 != 0:
        raise ValueError("m must be an integer >= 0")
    if not n >= 0 or n % 1 != 0:
        raise ValueError("n must be an integer >= 0")
    return rng.binomial(m, a / (a + b), size=n)
