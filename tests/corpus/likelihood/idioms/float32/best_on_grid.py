import numpy as np


def best_on_grid(log_lik_values, grid):
    values = np.asarray(log_lik_values, dtype=np.float32)
    points = np.asarray(grid, dtype=np.float32)
    if values.size != points.size or not values.size:
        raise ValueError("log_lik_values and grid have one length")
    return points[values.argmax()]
