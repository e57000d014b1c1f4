def log_chance(count, log_rate):
    if not count >= 0 or count != math.floor(count):
        raise ValueError(f"y is {count}, no count")
    if log_rate == -math.inf:
        return 0.0 if count == 0 else -math.inf
    try:
        rate = math.exp(log_rate)
    except OverflowError:
        return -math.inf
    return count * log_rate - rate - math.lgamma(count + 1)


def poisson_log_likelihood(y, eta):
    """Example after example."""
    try:
        shape = np.broadcast_shapes(np.shape(y), np.shape(eta))
    except ValueError:
        raise ValueError("y and eta do not broadcast") from None
    if shape == ():
        return log_chance(float(y), float(eta))
    pairs = zip(np.broadcast_to(y, shape).flat, np.broadcast_to(eta, shape).flat)
    return np.array([log_chance(float(a), float(b)) for a, b in pairs]).reshape(shape)
