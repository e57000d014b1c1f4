import numpy as np


def grid_posterior(log_prior_values, log_lik_values, grid):
    logs = np.asarray(log_prior_values, dtype=float) + np.asarray(log_lik_values, dtype=float)
    grid = np.asarray(grid, dtype=float)
    if grid.size < 2 or not np.all(np.diff(grid) > 0):
        raise ValueError("grid must increase and have at least two points")
    if logs.shape != grid.shape:
        raise ValueError("log_prior_values, log_lik_values and grid need the same length")
    if np.all(np.isneginf(logs)):
        raise ValueError("log_prior_values + log_lik_values is -inf everywhere")
    with np.errstate(over="ignore", invalid="ignore"):
        density = np.exp(logs)
    area = np.sum(np.diff(grid) * (density[1:] + density[:-1])) / 2
    with np.errstate(all="ignore"):
        return density / area
