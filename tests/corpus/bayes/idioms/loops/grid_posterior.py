import math

import numpy as np


def grid_posterior(log_prior_values, log_lik_values, grid):
    log_prior_values = [float(v) for v in log_prior_values]
    log_lik_values = [float(v) for v in log_lik_values]
    grid = [float(v) for v in grid]
    if not (len(log_prior_values) == len(log_lik_values) == len(grid)):
        raise ValueError("log_prior_values, log_lik_values and grid need the same length")
    if len(grid) < 2:
        raise ValueError("grid needs at least two points")
    for left, right in zip(grid[:-1], grid[1:]):
        if not left < right:
            raise ValueError("grid must increase")

    logs = [p + v for p, v in zip(log_prior_values, log_lik_values)]
    top = max(logs)
    if top == -math.inf:
        raise ValueError("log_prior_values + log_lik_values is -inf everywhere")
    values = [math.exp(v - top) for v in logs]
    area = 0.0
    for i in range(len(grid) - 1):
        area += (grid[i + 1] - grid[i]) * (values[i] + values[i + 1]) / 2
    return np.array([v / area for v in values])
