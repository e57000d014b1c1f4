import numpy as np
from scipy.special import log_softmax


def sequential_posteriors(prior, likelihoods):
    prior = np.array(prior, dtype=float)
    if not (prior >= 0).all() or not abs(prior.sum() - 1) < 1e-4:
        raise ValueError("prior must be a probability vector")
    with np.errstate(divide="ignore"):
        belief = np.log(prior)
    steps = [prior]
    for row in likelihoods:
        row = np.asarray(row, dtype=float)
        if row.shape != prior.shape or not (row >= 0).all():
            raise ValueError("rows of likelihoods must be non-negative and as long as prior")
        with np.errstate(divide="ignore"):
            belief = belief + np.log(row)
        if not np.isfinite(belief).any():
            raise ValueError("a row of likelihoods has zero evidence")
        belief = log_softmax(belief)
        steps.append(np.exp(belief))
    return np.stack(steps)
