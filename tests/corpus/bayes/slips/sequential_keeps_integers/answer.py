import numpy as np


def sequential_posteriors(prior, likelihoods):
    """Beliefs (T+1, H) before and after each observation."""
    p = np.asarray(prior, dtype=float)
    rows = np.asarray(likelihoods)
    if p.min() < 0 or abs(p.sum() - 1) > 1e-4:
        raise ValueError("prior is not a probability vector")
    if rows.size == 0:
        return np.array([p])
    if rows.min() < 0:
        raise ValueError("likelihoods must not be negative")
    beliefs = np.zeros((len(rows) + 1, len(p)), dtype=rows.dtype)
    beliefs[0] = p
    for t, row in enumerate(rows):
        p = p * (row / row.max() if row.max() > 0 else row)
        if p.sum() == 0:
            raise ValueError("likelihoods and prior leave nothing possible")
        p = p / p.sum()
        beliefs[t + 1] = p
    return beliefs
