import numpy as np
from scipy import stats


def laplace_log_likelihood(x, mu, b):
    if not b > 0:
        raise ValueError("b must be greater than 0")
    x = np.asarray(x, dtype=float)
    with np.errstate(divide="ignore"):
        return np.sum(stats.laplace.logpdf(x, mu, b))
