import numpy as np


def affine_law(mu, cov, A, b):
    mu, cov, A, b = (np.asarray(value, dtype=float) for value in (mu, cov, A, b))
    if cov.shape != (len(mu), len(mu)):
        raise ValueError("cov must be as large as mu")
    others = np.abs(cov).sum(axis=1) - np.abs(np.diag(cov))
    if np.any(np.diag(cov) <= others):
        raise ValueError("cov is not positive definite")
    if A.shape != (len(b), len(mu)):
        raise ValueError("A must have a row for each entry of b and a column for each of mu")
    return A @ mu + b, A @ cov @ A.T
