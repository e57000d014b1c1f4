def mixture_log_likelihood(x, weights, mus, sigmas):
    """NumPy's logaddexp over the components."""
    w, m, s = (np.array(v, dtype=float) for v in (weights, mus, sigmas))
    if w.shape != m.shape or w.shape != s.shape:
        raise ValueError("weights, mus, sigmas: one entry for each component")
    if (w < 0).any() or abs(w.sum() - 1) > 1e-5:
        raise ValueError("weights do not sum to 1")
    if not (s > 0).all():
        raise ValueError("sigmas > 0")
    with np.errstate(divide="ignore"):
        log_w = np.log(w)
    d = np.array(x, dtype=float).reshape(-1, 1) - m
    joint = log_w - np.log(s * np.sqrt(2 * np.pi)) - d * d / (2 * s * s)
    return np.logaddexp.reduce(joint, axis=1).sum()
