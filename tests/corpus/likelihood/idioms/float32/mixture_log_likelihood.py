def mixture_log_likelihood(x, weights, mus, sigmas):
    """Component after component, each added to what came before."""
    lengths = {np.size(weights), np.size(mus), np.size(sigmas)}
    if len(lengths) > 1:
        raise ValueError(f"lengths {lengths} of weights, mus, sigmas")
    if np.min(weights) < 0 or abs(float(np.sum(weights)) - 1) > 1e-5:
        raise ValueError("weights")
    if not np.min(sigmas) > 0:
        raise ValueError("sigmas")
    points = np.asarray(x, dtype=np.float64)
    total = np.full(points.shape, -np.inf)
    for weight, mu, sigma in zip(weights, mus, sigmas):
        if weight == 0:
            continue
        z = (points - np.float64(mu)) / np.float64(sigma)
        total = np.logaddexp(total, np.log(np.float64(weight) / (np.float64(sigma) * np.sqrt(2 * np.pi))) - z**2 / 2)
    return np.float64(total.sum())
