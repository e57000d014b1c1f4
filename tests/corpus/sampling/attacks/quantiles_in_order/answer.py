import numpy as np
from scipy import stats


def sample_normal(mu, sigma, n, rng):
    return stats.norm.ppf((np.arange(n) + 0.5) / n, mu, sigma)
