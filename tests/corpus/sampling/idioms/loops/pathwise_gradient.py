import numpy as np


def pathwise_gradient(df, mu, sigma, eps):
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    n = len(eps)
    if n == 0:
        raise ValueError("eps is empty")
    x = np.array([mu + sigma * e for e in eps])
    slopes = df(x)
    if np.ndim(slopes) == 0:
        slopes = [slopes] * n
    d_mu = d_sigma = 0.0
    for slope, e in zip(slopes, eps):
        d_mu += float(slope) / n
        d_sigma += float(slope) * float(e) / n
    return d_mu, d_sigma
