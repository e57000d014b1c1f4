import numpy as np


def affine_law(mu, cov, A, b):
    mu, cov, A, b = (np.asarray(v, dtype=float) for v in (mu, cov, A, b))
    if cov.shape != (mu.size, mu.size):
        raise ValueError("cov must have one row and one column for each entry of mu")
    if np.linalg.eigvalsh(cov).min() < 0:
        raise ValueError("cov must be positive definite")
    if A.shape != (b.size, mu.size):
        raise ValueError("A must be (m, d) for b of length m and mu of length d")
    return A @ mu + b, A @ A.T
