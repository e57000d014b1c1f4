def poisson_log_likelihood(y, eta):
    if not y >= 0 or y != math.floor(y):
        raise ValueError("y must be whole and not negative")
    if eta == -math.inf:
        return 0.0 if y == 0 else -math.inf
    if eta > 700:
        return -math.inf
    return y * eta - math.exp(eta) - math.lgamma(y + 1)
