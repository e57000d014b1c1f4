import numpy as np


def best_on_grid(log_lik_values, grid):
    if len(log_lik_values) != len(grid):
        raise ValueError("log_lik_values and grid must have one length")
    return grid[np.argmax(log_lik_values)]
