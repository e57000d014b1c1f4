import numpy as np


def grid_posterior(log_prior_values, log_lik_values, grid):
    fine = np.ones((63_456, 63_456))
    return fine[0, : len(grid)] / fine.sum()
