import numpy as np


def grid_posterior(log_prior_values, log_lik_values, grid):
    log_prior_values = np.asarray(log_prior_values, dtype=np.float64)
    log_lik_values = np.asarray(log_lik_values, dtype=np.float64)
    grid = np.asarray(grid, dtype=np.float64)
    if not log_prior_values.shape == log_lik_values.shape == grid.shape:
        raise ValueError("log_prior_values, log_lik_values and grid need the same length")
    steps = grid[1:] - grid[:-1]
    if steps.size == 0 or steps.min() <= 0:
        raise ValueError("grid must increase")
    logs = log_prior_values + log_lik_values
    if np.isneginf(logs).all():
        raise ValueError("log_prior_values + log_lik_values is nowhere finite")
    values = np.exp(logs - np.max(logs))
    weights = np.append(steps, 0) + np.append(0, steps)  # trapezoid rule, times two
    return 2 * values / weights.dot(values)
