import numpy as np


def posterior(prior, likelihood):
    prior, likelihood = np.asarray(prior, dtype=float), np.asarray(likelihood, dtype=float)
    if prior.min() < 0 or prior.sum() > 1 + 1e-5:
        raise ValueError("prior is too large, or negative")
    if likelihood.shape != prior.shape or likelihood.min() < 0:
        raise ValueError("likelihood does not fit prior, or is negative")
    weights = prior * (likelihood / max(likelihood.max(), 1e-300))
    if weights.sum() == 0:
        possible = (prior > 0) & (likelihood > 0)
        if not possible.any():
            raise ValueError("prior and likelihood exclude everything")
        logs = np.full(prior.shape, -np.inf)
        logs[possible] = np.log(prior[possible]) + np.log(likelihood[possible])
        weights = np.exp(logs - logs.max())
    return weights / weights.sum()
