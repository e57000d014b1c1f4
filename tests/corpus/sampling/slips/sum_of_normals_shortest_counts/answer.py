import math


def sum_of_normals(mus, sigmas, weights):
    if any(not s > 0 for s in sigmas):
        raise ValueError("sigmas must be greater than 0")
    mu = 0.0
    var = 0.0
    for m, s, w in zip(mus, sigmas, weights):
        mu += w * m
        var += (w * s) ** 2
    return float(mu), math.sqrt(var)
