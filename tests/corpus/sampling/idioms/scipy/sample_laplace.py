import numpy as np
from scipy import stats


def sample_laplace(mu, b, n, rng):
    if not b > 0:
        raise ValueError("b must be positive")
    if n < 0:
        raise ValueError("n must be 0 or more")
    with np.errstate(divide="ignore"):
        return stats.laplace(loc=mu, scale=b).ppf(rng.random(n))
