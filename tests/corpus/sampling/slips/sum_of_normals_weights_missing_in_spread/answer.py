import numpy as np


def sum_of_normals(mus, sigmas, weights):
    mus, sigmas, weights = (np.asarray(v, dtype=float) for v in (mus, sigmas, weights))
    if not mus.shape == sigmas.shape == weights.shape:
        raise ValueError("mus, sigmas and weights must have the same length")
    if not np.all(sigmas > 0):
        raise ValueError("sigmas must be greater than 0")
    mu = np.sum(weights * mus)
    var = np.sum(sigmas**2)
    return mu, np.sqrt(var)
