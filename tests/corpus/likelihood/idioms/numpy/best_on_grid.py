import numpy as np


def best_on_grid(log_lik_values, grid):
    log_lik_values, grid = np.asarray(log_lik_values), np.asarray(grid)
    if log_lik_values.size == 0 or log_lik_values.shape != grid.shape:
        raise ValueError("log_lik_values and grid: the same shape, not empty")
    return grid[np.flatnonzero(log_lik_values == log_lik_values.max())[0]]
