def bernoulli_pmf(y, p):
    if not 0 <= p <= 1:
        raise ValueError("p must be in [0, 1]")
    if y == 1:
        return p
    if y == 0:
        return 1 - p
    raise ValueError("y must be 0 or 1")
