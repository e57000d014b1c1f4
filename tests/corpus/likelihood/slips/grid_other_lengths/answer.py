import numpy as np


def best_on_grid(log_lik_values, grid):
    if len(log_lik_values) == 0:
        raise ValueError("log_lik_values must not be empty")
    best = int(np.argmax(log_lik_values))
    return grid[min(best, len(grid) - 1)]
