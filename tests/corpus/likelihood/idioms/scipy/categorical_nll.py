from scipy.special import xlogy


def categorical_nll(labels, probs):
    """How often each class came, times the logarithm of its probability, by xlogy."""
    labels, probs = np.asarray(labels, dtype=int).reshape(-1), np.asarray(probs, dtype=float)
    K = probs.shape[-1]
    rows = probs.reshape(-1, K)
    if labels.size == 0:
        raise ValueError("labels: none")
    if not np.all(np.abs(rows.sum(axis=1) - 1) < 1e-5) or rows.min() < 0:
        raise ValueError("probs: no distribution")
    if labels.min() < 0 or labels.max() > K - 1:
        raise ValueError("labels: no such class")
    if probs.ndim == 2 and len(rows) != len(labels):
        raise ValueError("probs: one row for each of the labels")
    counts = np.eye(K)[labels]
    with np.errstate(divide="ignore"):
        return float(-xlogy(counts, rows).sum() / len(labels))
