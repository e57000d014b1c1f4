def map_with_flat_prior(log_lik_values, grid):
    log_lik_values = [float(v) for v in log_lik_values]
    grid = [float(v) for v in grid]
    if len(log_lik_values) == 0:
        raise ValueError("log_lik_values is empty")
    if len(log_lik_values) != len(grid):
        raise ValueError("log_lik_values and grid need the same length")
    best = 0
    for i in range(len(grid)):
        if log_lik_values[i] > log_lik_values[best]:
            best = i
    return grid[best]
