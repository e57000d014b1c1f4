def categorical_nll(labels, probs):
    """Row after row, in plain Python."""
    probs = np.asarray(probs, dtype=float).tolist()
    if np.ndim(labels) == 0:
        labels = [labels]
    shared = len(probs) > 0 and not isinstance(probs[0], list)
    if len(labels) == 0:
        raise ValueError("there are no labels")
    if not shared and len(labels) != len(probs):
        raise ValueError(f"{len(labels)} labels for {len(probs)} rows of probs")
    total = 0.0
    for n, label in enumerate(labels):
        row = probs if shared else probs[n]
        if min(row) < 0 or abs(math.fsum(row) - 1) > 1e-5:
            raise ValueError("a row of probs is no probability vector")
        if label not in range(len(row)):
            raise ValueError(f"labels has {label}, not a class")
        if row[label] == 0:
            return math.inf
        total -= math.log(row[label])
    return total / len(labels)
