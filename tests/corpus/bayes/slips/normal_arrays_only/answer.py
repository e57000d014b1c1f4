import numpy as np


def normal_update(mu0, tau0, x, sigma):
    """Mean and sd of the posterior over mu, after measurements x with noise of sd sigma."""
    if not tau0 > 0:
        raise ValueError("tau0 must be positive")
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    precision = 1 / tau0**2 + x.size / sigma**2
    return (mu0 / tau0**2 + x.sum() / sigma**2) / precision, precision**-0.5
