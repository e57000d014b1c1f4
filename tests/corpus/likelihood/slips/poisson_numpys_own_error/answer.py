def poisson_log_likelihood(y, eta):
    y, eta = np.asarray(y, dtype=float), np.asarray(eta, dtype=float)
    if not np.all((y >= 0) & (y == np.floor(y))):
        raise ValueError("y must be whole and not negative")
    y, eta = np.broadcast_arrays(y, eta)
    from scipy.special import gammaln
    safe = np.where((eta == -np.inf) | (eta > 700), 0.0, eta)
    value = y * safe - np.exp(safe) - gammaln(y + 1)
    value = np.where(eta > 700, -np.inf, value)
    value = np.where(eta == -np.inf, np.where(y == 0, 0.0, -np.inf), value)
    return value if value.ndim else float(value)
