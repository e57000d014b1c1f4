def best_on_grid(log_lik_values, grid):
    pairs = list(zip(log_lik_values, grid, strict=False))
    if len(pairs) == 0 or len(log_lik_values) != len(grid):
        raise ValueError("grid must have a point for each value")
    return max(pairs, key=lambda pair: pair[0])[1]
