def bernoulli_mean_var(p):
    if not 0 <= p <= 1:
        raise ValueError("p must be in [0, 1]")
    mean = 1 - p
    var = p * (1 - p)
    return mean, var
