import numpy as np


def sequential_posteriors(prior, likelihoods):
    prior = np.array(prior, dtype=float)
    likelihoods = np.array(likelihoods, dtype=float).reshape(-1, len(prior))
    if np.any(prior < 0) or not abs(prior.sum() - 1) < 1e-4:
        raise ValueError("prior must be a probability vector")
    if np.any(likelihoods < 0):
        raise ValueError("likelihoods must not be negative")
    # all steps at once: the posterior after t rows is the prior times the product of t rows
    with np.errstate(divide="ignore"):
        logs = np.vstack([np.log(prior), np.log(likelihoods)]).cumsum(axis=0)
    top = logs.max(axis=1, keepdims=True)
    top[np.isneginf(top)] = 0.0
    weights = np.exp(logs - top)
    total = weights.sum(axis=1, keepdims=True)
    total[total == 0] = 1.0
    return weights / total
