def categorical_nll(labels, probs):
    labels, probs = np.asarray(labels), np.asarray(probs, dtype=float)
    if labels.size == 0:
        raise ValueError("labels must not be empty")
    if np.any(probs < 0) or np.any(np.abs(probs.sum(axis=-1) - 1) > 1e-4):
        raise ValueError("probs must be probabilities")
    if np.any(labels < 0) or np.any(labels >= probs.shape[-1]):
        raise ValueError("labels must be 0, ..., K - 1")
    labels = np.atleast_1d(labels)
    if probs.ndim == 1:
        probs = np.tile(probs, (len(labels), 1))
    if len(probs) != len(labels):
        raise ValueError("labels and probs must have the same length")
    chosen = probs[np.arange(len(labels)), labels]
    with np.errstate(divide="ignore"):
        rest = np.log1p(-probs).sum(axis=1) - np.log1p(-chosen)
        return float(-np.mean(np.log(chosen) + rest))
