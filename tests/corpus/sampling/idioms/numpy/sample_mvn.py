import numpy as np


def sample_mvn(mu, cov, n, rng):
    mu, cov = np.asarray(mu, dtype=float), np.asarray(cov, dtype=float)
    if cov.shape != mu.shape * 2:
        raise ValueError("cov does not fit mu")
    if n < 0:
        raise ValueError("n must be 0 or more")
    values, vectors = np.linalg.eigh(cov)
    if values[0] <= 0:
        raise ValueError("cov has an eigenvalue that is not positive")
    return mu + (rng.standard_normal((n, mu.size)) * np.sqrt(values)) @ vectors.T
