import numpy as np


def map_with_flat_prior(log_lik_values, grid):
    log_lik_values = np.asarray(log_lik_values, dtype=float)
    grid = np.asarray(grid, dtype=float)
    if grid.size == 0 or log_lik_values.shape != grid.shape:
        raise ValueError("log_lik_values and grid need the same length, at least 1")
    return grid[np.argmin(log_lik_values)]
