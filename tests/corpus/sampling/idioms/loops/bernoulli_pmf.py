def bernoulli_pmf(y, p):
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    if hasattr(y, "__len__"):
        return [bernoulli_pmf(value, p) for value in y]
    if y == 1:
        return float(p)
    if y == 0:
        return 1.0 - p
    raise ValueError(f"y must be 0 or 1, not {y}")
