import math


def normal_update(mu0, tau0, x, sigma):
    mu0, tau0, sigma = float(mu0), float(tau0), float(sigma)
    if not tau0 > 0:
        raise ValueError("tau0 must be positive")
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    # one observation after the other: each posterior is the next prior
    mu, tau = mu0, tau0
    for value in x:
        value = float(value)
        whole = math.hypot(tau, sigma)
        weight = (tau / whole) ** 2
        mu = (sigma / whole) ** 2 * mu + weight * value
        tau = tau * (sigma / whole)
    return mu, tau
