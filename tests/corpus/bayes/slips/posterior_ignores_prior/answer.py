import numpy as np


def posterior(prior, likelihood):
    prior = np.asarray(prior, dtype=float)
    likelihood = np.asarray(likelihood, dtype=float)
    if prior.shape != likelihood.shape:
        raise ValueError(f"prior has shape {prior.shape}, likelihood has shape {likelihood.shape}")
    if not np.all(prior >= 0) or not abs(prior.sum() - 1) <= 1e-4:
        raise ValueError("prior must be non-negative and sum to 1")
    if not np.all(likelihood >= 0):
        raise ValueError("likelihood must be non-negative")
    with np.errstate(divide="ignore"):
        logs = np.log(prior) + np.log(likelihood)
    if np.all(logs == -np.inf):
        raise ValueError("zero evidence: prior and likelihood have no common support")
    return likelihood / likelihood.sum()
