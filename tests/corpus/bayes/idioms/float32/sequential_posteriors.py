import numpy as np


def sequential_posteriors(prior, likelihoods):
    belief = np.array(prior, dtype=np.float64)
    if belief.min() < 0 or not abs(belief.sum() - 1) < 1e-4:
        raise ValueError("prior must be probabilities that sum to 1")
    table = np.zeros((len(likelihoods) + 1, belief.size), dtype=np.float64)
    table[0] = belief
    for t, row in enumerate(likelihoods):
        row = np.asarray(row, dtype=np.float64)
        if row.shape != belief.shape or not (row >= 0).all():
            raise ValueError("likelihoods must be non-negative rows as long as prior")
        possible = (belief > 0) & (row > 0)
        if not possible.any():
            raise ValueError("likelihoods give zero evidence at step %d" % t)
        scaled = np.zeros_like(belief)
        scaled[possible] = np.log(belief[possible]) + np.log(row[possible])
        scaled[possible] = np.exp(scaled[possible] - scaled[possible].max())
        belief = scaled / scaled.sum()
        table[t + 1] = belief
    return table
