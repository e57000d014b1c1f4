def dirichlet_predictive(alpha):
    if len(alpha) == 0 or min(alpha) <= 0:
        raise ValueError("alpha must be positive and not empty")
    return alpha / alpha.sum()
