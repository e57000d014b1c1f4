def poisson_log_likelihood(y, eta):
    alone = np.ndim(y) == 0 and np.ndim(eta) == 0
    y, eta = np.atleast_1d(y), np.atleast_1d(eta)
    if len(y) != len(eta) and len(eta) > 1:
        raise ValueError("y and eta must have the same length")
    values = []
    for i, count in enumerate(y):
        log = eta[i] if len(eta) > 1 else eta[0]
        if not count >= 0 or count != math.floor(count):
            raise ValueError("y must be whole and not negative")
        if log == -math.inf:
            values.append(0.0 if count == 0 else -math.inf)
        elif log > 700:
            values.append(-math.inf)
        else:
            values.append(count * log - math.exp(log) - math.lgamma(count + 1))
    return values[0] if alone else np.array(values)
