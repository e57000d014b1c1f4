import numpy as np


def posterior(prior, likelihood):
    prior = np.asarray(prior, dtype=float)
    likelihood = np.asarray(likelihood, dtype=float)
    if prior.shape != likelihood.shape:
        raise ValueError("prior and likelihood need the same length")
    if not np.all(prior >= 0) or not abs(prior.sum() - 1) <= 1e-4:
        raise ValueError("prior must be non-negative and sum to 1")
    if not np.all(likelihood >= 0):
        raise ValueError("likelihood must be non-negative")
    both = (prior > 0) & (likelihood > 0)
    if not both.any():
        raise ValueError("zero evidence: prior and likelihood have no common support")
    prior *= likelihood / likelihood[both].max()
    prior /= prior.max()
    prior /= prior.sum()
    return prior
