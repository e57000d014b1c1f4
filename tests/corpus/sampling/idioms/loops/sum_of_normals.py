import math


def sum_of_normals(mus, sigmas, weights):
    if not len(mus) == len(sigmas) == len(weights):
        raise ValueError("mus, sigmas and weights must be equally long")
    mu, var = 0.0, 0.0
    for m, s, w in zip(mus, sigmas, weights):
        if not s > 0:
            raise ValueError("sigmas must be positive")
        mu += float(w) * float(m)
        var += (float(w) * float(s)) ** 2
    return mu, math.sqrt(var)
