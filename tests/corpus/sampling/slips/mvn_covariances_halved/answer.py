import numpy as np


def sample_mvn(mu, cov, n, rng):
    mu = np.asarray(mu, dtype=float)
    cov = np.asarray(cov, dtype=float)
    if cov.shape != (mu.size, mu.size):
        raise ValueError("cov must have one row and one column for each entry of mu")
    if n < 0:
        raise ValueError("n must not be negative")
    if np.linalg.eigvalsh(cov).min() <= 0:
        raise ValueError("cov must be positive definite")
    L = np.linalg.cholesky((cov + np.diag(np.diag(cov))) / 2)
    z = rng.standard_normal((n, mu.size))
    return mu + z @ L.T
