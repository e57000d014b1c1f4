import numpy as np


def map_with_flat_prior(log_lik_values, grid):
    values = np.asarray(log_lik_values, dtype=np.float64)
    if values.size == 0 or values.size != len(grid):
        raise ValueError("log_lik_values needs one entry for each point of grid, at least one")
    largest = np.flatnonzero(values == values.max())
    return np.float64(grid[largest[0]])
