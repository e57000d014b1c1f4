def bernoulli_mean_var(p):
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    law = {0: 1 - p, 1: p}
    mean = 0.0
    for value, weight in law.items():
        mean += weight * value
    var = 0.0
    for value, weight in law.items():
        var += weight * (value - mean) ** 2
    return mean, var
