def map_with_flat_prior(log_lik_values, grid):
    if len(grid) == 0 or len(log_lik_values) != len(grid):
        raise ValueError("log_lik_values and grid must have the same length, at least 1")
    value, where = max((value, -index) for index, value in enumerate(log_lik_values))
    return float(grid[-where])
