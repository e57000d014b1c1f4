import numpy as np


def posterior(prior, likelihood):
    prior = np.asarray(prior)
    likelihood = np.asarray(likelihood)
    if prior.shape != likelihood.shape:
        raise ValueError("prior and likelihood need the same length")
    if not (prior >= 0).all() or not abs(prior.sum(dtype=np.float64) - 1) < 1e-4:
        raise ValueError("prior must be a probability vector")
    if not (likelihood >= 0).all():
        raise ValueError("likelihood must not be negative")
    # scale both by their largest relevant entry, then multiply
    useful = (prior > 0) & (likelihood > 0)
    if not useful.any():
        raise ValueError("zero evidence: prior times likelihood is 0 for every hypothesis")
    prior = np.where(useful, prior, 0).astype(np.float64)
    likelihood = np.where(useful, likelihood, 0).astype(np.float64)
    product = (prior / prior.max()) * (likelihood / likelihood.max())
    if product.max() < 1e-150:  # still too small: logs
        logs = np.full(prior.shape, -np.inf)
        logs[useful] = np.log(prior[useful]) + np.log(likelihood[useful])
        product = np.exp(logs - logs.max())
    return product / product.sum()
