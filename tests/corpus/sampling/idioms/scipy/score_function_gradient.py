import numpy as np
from scipy import stats


def score_function_gradient(f, mu, sigma, x):
    if not sigma > 0:
        raise ValueError(f"sigma = {sigma} must be positive")
    if np.size(x) == 0:
        raise ValueError("x must hold at least one draw")
    z = (np.asarray(x, dtype=float) - mu) / sigma
    return float(stats.tmean(f(np.asarray(x, dtype=float)) * z / sigma))
