import numpy as np
from scipy import stats


def normal_log_likelihood(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    return np.sum(stats.norm.logpdf(np.asarray(x, dtype=float), loc=mu, scale=sigma))
