import numpy as np


def sample_mvn(mu, cov, n, rng):
    mu, cov = np.asarray(mu, dtype=float), np.asarray(cov, dtype=float)
    if n < 0:
        raise ValueError("n must not be negative")
    if cov.shape != (len(mu), len(mu)):
        raise ValueError("cov must be as large as mu")
    if np.any(2 * np.diag(cov) <= np.abs(cov).sum(axis=1)):
        raise ValueError("cov is not positive definite")
    return mu + rng.standard_normal((n, len(mu))) @ np.linalg.cholesky(cov).T
