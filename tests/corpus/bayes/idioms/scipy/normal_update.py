import numpy as np


def normal_update(mu0, tau0, x, sigma):
    if not (tau0 > 0 and sigma > 0):
        raise ValueError(f"tau0 = {tau0} and sigma = {sigma} must be positive")
    x = np.asarray(x, dtype=float)
    # least squares: the prior is one more observation, of mu0 with sd tau0
    precisions = np.append(np.full(len(x), float(sigma) ** -2), float(tau0) ** -2)
    mu = np.average(np.append(x, mu0), weights=precisions)
    return mu, precisions.sum() ** -0.5
