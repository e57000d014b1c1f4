import numpy as np


def pathwise_gradient(df, mu, sigma, eps):
    if not sigma > 0:
        raise ValueError("sigma must be > 0")
    eps = np.asarray(eps, dtype=float)
    if eps.size == 0:
        raise ValueError("eps must not be empty")
    slopes = df(mu + sigma * eps)
    return np.mean(slopes), np.mean(slopes) * np.mean(eps)
