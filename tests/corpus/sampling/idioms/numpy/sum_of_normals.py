import numpy as np


def sum_of_normals(mus, sigmas, weights):
    if not np.shape(mus) == np.shape(sigmas) == np.shape(weights):
        raise ValueError("mus, sigmas, weights: lengths differ")
    if not (np.asarray(sigmas) > 0).all():
        raise ValueError("sigmas must be positive")
    return np.dot(weights, mus), np.linalg.norm(np.multiply(weights, sigmas))
