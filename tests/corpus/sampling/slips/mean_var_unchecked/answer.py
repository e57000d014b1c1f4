def bernoulli_mean_var(p):
    mean = p
    var = p * (1 - p)
    return mean, var
