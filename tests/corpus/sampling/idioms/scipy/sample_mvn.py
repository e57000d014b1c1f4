import numpy as np
from scipy import linalg, stats


def sample_mvn(mu, cov, n, rng):
    mu, cov = np.asarray(mu, dtype=float), np.asarray(cov, dtype=float)
    if mu.ndim != 1 or cov.shape != (len(mu), len(mu)):
        raise ValueError("mu and cov do not fit together")
    if n < 0:
        raise ValueError("n must be 0 or more")
    if linalg.eigvalsh(cov).min() <= 0:
        raise ValueError("cov must be positive definite")
    if n == 0:
        return np.empty((0, len(mu)))
    return stats.multivariate_normal(mu, cov).rvs(n, random_state=rng).reshape(n, len(mu))
