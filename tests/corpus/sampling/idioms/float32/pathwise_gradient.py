import numpy as np


def pathwise_gradient(df, mu, sigma, eps):
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    eps = np.asarray(eps).astype(np.float64)
    if not eps.size:
        raise ValueError("eps must not be empty")
    x = np.float64(mu) + np.float64(sigma) * eps
    inner = np.stack([np.ones_like(eps), eps])  # dx/dmu and dx/dsigma
    return tuple((df(x) * inner).mean(axis=1))
