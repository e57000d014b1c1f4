import numpy as np


def sample_mvn(mu, cov, n, rng):
    """One coordinate after the other, each given those before it."""
    mu, cov = np.asarray(mu, dtype=np.float32), np.asarray(cov, dtype=np.float32)
    if cov.shape != (mu.size, mu.size):
        raise ValueError("cov must have a row and a column for each of mu")
    if n < 0:
        raise ValueError("n must not be negative")
    draws = np.empty((n, mu.size), dtype=np.float32)
    for i in range(mu.size):
        known = cov[:i, :i]
        weights = np.linalg.solve(known, cov[:i, i]) if i else np.zeros(0, dtype=np.float32)
        left = cov[i, i] - weights @ cov[:i, i]
        if not left > 0:
            raise ValueError("cov must be positive definite")
        noise = rng.standard_normal(n, dtype=np.float32)
        draws[:, i] = mu[i] + (draws[:, :i] - mu[:i]) @ weights + np.sqrt(left) * noise
    return draws
