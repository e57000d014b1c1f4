def dirichlet_update(alpha, counts):
    if len(alpha) != len(counts):
        raise ValueError("alpha and counts need the same length")
    if not all(value > 0 for value in alpha):
        raise ValueError("alpha must be positive")
    if not all(value >= 0 and value == int(value) for value in counts):
        raise ValueError("counts must be whole numbers, 0 or more")
    return alpha + counts
