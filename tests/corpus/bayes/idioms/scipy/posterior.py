import numpy as np
from scipy.special import logsumexp


def posterior(prior, likelihood):
    prior = np.asarray(prior, dtype=float)
    likelihood = np.asarray(likelihood, dtype=float)
    if prior.shape != likelihood.shape or not (prior >= 0).all() or not abs(prior.sum() - 1) < 1e-4:
        raise ValueError("prior must be a probability vector, as long as likelihood")
    if not (likelihood >= 0).all():
        raise ValueError("likelihood must not be negative")
    if not ((prior > 0) & (likelihood > 0)).any():
        raise ValueError("zero evidence: likelihood is 0 wherever prior is positive")
    with np.errstate(divide="ignore"):
        log_joint = np.log(prior) + np.log(likelihood)
    return np.exp(log_joint - logsumexp(log_joint))
