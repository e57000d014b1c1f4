import numpy as np
from scipy.integrate import trapezoid


def grid_posterior(log_prior_values, log_lik_values, grid):
    logs = np.add(log_prior_values, log_lik_values, dtype=float)
    grid = np.asarray(grid, dtype=float)
    if len(grid) < 2 or (np.diff(grid) <= 0).any():
        raise ValueError("grid must be increasing, with two points or more")
    if logs.shape != grid.shape:
        raise ValueError("log_prior_values, log_lik_values and grid need the same length")
    if logs.max() == -np.inf:
        raise ValueError("the sum of log_prior_values and log_lik_values is -inf everywhere")
    values = np.exp(logs - logs.max())
    return values / trapezoid(values, x=grid)
