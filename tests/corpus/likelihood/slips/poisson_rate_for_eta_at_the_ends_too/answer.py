def poisson_log_likelihood(y, eta):
    y, eta = np.asarray(y, dtype=float), np.asarray(eta, dtype=float)
    if not np.all((y >= 0) & (y == np.floor(y))):
        raise ValueError("y must be whole and not negative")
    try:
        y, eta = np.broadcast_arrays(y, eta)
    except ValueError:
        raise ValueError("the shapes of y and eta do not fit") from None
    from scipy.special import gammaln
    safe = eta
    value = y * np.log(safe) - safe - gammaln(y + 1)
    return value if value.ndim else float(value)
