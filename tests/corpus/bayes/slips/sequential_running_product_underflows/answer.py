import numpy as np


def sequential_posteriors(prior, likelihoods):
    prior = np.array(prior, dtype=float)
    likelihoods = np.array(likelihoods, dtype=float).reshape(-1, len(prior))
    if np.any(prior < 0) or not abs(prior.sum() - 1) < 1e-4:
        raise ValueError("prior must be a probability vector")
    if np.any(likelihoods < 0):
        raise ValueError("likelihoods must not be negative")
    products = np.cumprod(np.vstack([prior, likelihoods]), axis=0)
    evidence = products.sum(axis=1, keepdims=True)
    if np.any(evidence == 0):
        raise ValueError("likelihoods give zero evidence at some step")
    return products / evidence
