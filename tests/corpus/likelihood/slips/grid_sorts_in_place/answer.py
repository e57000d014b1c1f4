import numpy as np


def best_on_grid(log_lik_values, grid):
    if len(log_lik_values) == 0:
        raise ValueError("log_lik_values must not be empty")
    if len(log_lik_values) != len(grid):
        raise ValueError("log_lik_values and grid must have one length")
    best = grid[np.argmax(log_lik_values)]
    log_lik_values.sort()
    return best
