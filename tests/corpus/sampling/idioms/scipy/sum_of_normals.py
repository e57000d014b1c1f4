import numpy as np
from scipy import linalg


def sum_of_normals(mus, sigmas, weights):
    mus, sigmas, weights = map(np.asarray, (mus, sigmas, weights))
    if mus.size != sigmas.size or mus.size != weights.size:
        raise ValueError("mus, sigmas and weights must have one length")
    if not np.all(sigmas > 0):
        raise ValueError("sigmas must be positive")
    cov = linalg.block_diag(*[float(s) ** 2 for s in sigmas])
    return weights @ mus, np.sqrt(weights @ cov @ weights)
