def mixture_log_likelihood(x, weights, mus, sigmas):
    x, weights = np.asarray(x, dtype=float), np.asarray(weights, dtype=float)
    mus, sigmas = np.asarray(mus, dtype=float), np.asarray(sigmas, dtype=float)
    if np.any(weights < 0) or abs(weights.sum() - 1) > 1e-4:
        raise ValueError("weights must be probabilities")
    if not np.all(sigmas > 0):
        raise ValueError("sigmas must be positive")
    if not len(weights) == len(mus) == len(sigmas):
        raise ValueError("weights, mus and sigmas must have the same length")
    if x.size == 0:
        return 0.0
    keep = weights > 0
    weights, mus, sigmas = weights[keep], mus[keep], sigmas[keep]
    z = (x[:, None] - mus) / sigmas
    logs = -0.5 * z**2 - np.log(sigmas) - 0.5 * np.log(2 * np.pi)
    terms = np.log(weights) + logs
    top = terms.max(axis=1, keepdims=True)
    per_point = top[:, 0] + np.log(np.exp(terms - top).sum(axis=1))
    return -float(per_point.sum())
