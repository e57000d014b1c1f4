import numpy as np


def affine_law(mu, cov, A, b):
    mu, cov, A, b = (np.asarray(value, dtype=float) for value in (mu, cov, A, b))
    if cov.shape != (len(mu), len(mu)) or np.any(np.diag(cov) <= 0):
        raise ValueError("cov must be a covariance matrix as large as mu")
    if A.shape != (len(b), len(mu)):
        raise ValueError("A must have a row for each entry of b and a column for each of mu")
    return A @ mu + b, A @ cov @ A.T
