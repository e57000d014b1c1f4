import numpy as np


def sequential_posteriors(prior, likelihoods):
    belief = np.array(prior, dtype=float)
    if belief.min() < 0 or abs(belief.sum() - 1) > 1e-5:
        raise ValueError("prior is not a probability vector")
    beliefs = [belief]
    for row in likelihoods:
        row = np.array(row, dtype=float)
        if row.min() <= 0:
            raise ValueError("likelihoods and prior must be positive")
        product = belief * (row / row.max())
        belief = product / product.sum()
        beliefs.append(belief)
    return np.array(beliefs)
