import numpy as np


def posterior(prior, likelihood):
    prior = np.asarray(prior, dtype=float)
    likelihood = np.asarray(likelihood, dtype=float)
    if not np.all(prior >= 0) or not abs(prior.sum() - 1) <= 1e-4:
        raise ValueError("prior must be non-negative and sum to 1")
    useful = likelihood[prior > 0]
    if np.all(useful == 0):
        raise ValueError("zero evidence: prior and likelihood have no common support")
    scaled = likelihood / np.max(np.abs(useful))
    product = prior / prior[likelihood != 0].max() * scaled
    return product / product.sum()
