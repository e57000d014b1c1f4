def best_on_grid(log_lik_values, grid):
    values, points = list(log_lik_values), list(grid)
    if not values or len(values) != len(points):
        raise ValueError("log_lik_values and grid: one value for each point, and one point at least")
    best = 0
    for i in range(1, len(values)):
        if values[i] > values[best]:
            best = i
    return points[best]
