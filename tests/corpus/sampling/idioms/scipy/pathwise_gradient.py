import numpy as np


def pathwise_gradient(df, mu, sigma, eps):
    if not sigma > 0:
        raise ValueError(f"sigma = {sigma} must be positive")
    if np.size(eps) == 0:
        raise ValueError("eps must hold at least one draw")
    eps = np.asarray(eps, dtype=float)
    slopes = np.zeros(eps.size) + df(mu + sigma * eps)
    return slopes.mean(), slopes @ eps / eps.size
