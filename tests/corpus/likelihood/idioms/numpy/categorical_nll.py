def categorical_nll(labels, probs):
    """One-hot rows pick the entries; where p is 0 and not picked, nothing is added."""
    k = np.atleast_1d(labels)
    p = np.atleast_2d(np.asarray(probs, dtype=np.float64))
    if k.size == 0 or p.size == 0:
        raise ValueError("labels are empty")
    if (p < 0).any() or not np.allclose(p.sum(axis=1), 1, rtol=0, atol=2e-6):
        raise ValueError("probs must be probabilities, summing to 1 in each row")
    if np.ndim(probs) == 2 and p.shape[0] != k.shape[0]:
        raise ValueError("one row of probs for each of the labels")
    onehot = k[:, None] == np.arange(p.shape[1])
    if not onehot.any(axis=1).all():
        raise ValueError("labels beyond the classes")
    picked = np.where(onehot, p, 0.0).sum(axis=1)
    logs = np.full(picked.shape, -np.inf)
    np.log(picked, out=logs, where=picked > 0)
    return -logs.mean()
