import numpy as np


def grid_posterior(log_prior_values, log_lik_values, grid):
    """Posterior density (G,) on the grid; its area by the trapezoid rule is 1."""
    points = np.asarray(grid, dtype=float)
    if points.size == 0 or np.any(np.diff(points) <= 0):
        raise ValueError("grid must increase")
    logs = np.asarray(log_lik_values, dtype=float)
    logs += np.asarray(log_prior_values, dtype=float)
    if np.max(logs) == -np.inf:
        raise ValueError("log_prior_values and log_lik_values leave no point possible")
    logs -= np.max(logs)
    density = np.exp(logs)
    return density / np.sum((density[1:] + density[:-1]) / 2 * np.diff(points))
