def categorical_nll(labels, probs):
    """Rows may be float32: sums are compared with a tolerance, logarithms are taken of what came."""
    rows = np.asarray(probs)
    labels = np.asarray(labels)
    if np.any(np.abs(rows.sum(axis=-1) - 1) > np.float32(5e-6)) or np.any(rows < 0):
        raise ValueError("probs")
    if labels.size == 0 or labels.min() < 0 or labels.max() >= rows.shape[-1]:
        raise ValueError("labels")
    if rows.ndim == 1:
        chosen = rows.take(labels)
    else:
        if labels.shape != rows.shape[:1]:
            raise ValueError("labels and probs")
        chosen = np.take_along_axis(rows, labels.astype(np.intp)[:, None], axis=1)[:, 0]
    if np.any(chosen == 0):
        return np.inf
    return np.float64(np.log2(chosen.astype(np.float64)).mean() * -math.log(2))
