def categorical_pmf(onehot, p):
    p = [float(value) for value in p]
    if not p or min(p) < 0 or abs(sum(p) - 1) > 1e-4:
        raise ValueError("p must be probabilities that sum to 1")
    if len(onehot) and hasattr(onehot[0], "__len__"):
        return [categorical_pmf(row, p) for row in onehot]
    if len(onehot) != len(p):
        raise ValueError("onehot and p must have the same length")
    if sorted(onehot) != [0] * (len(p) - 1) + [1]:
        raise ValueError("onehot must have exactly one 1, and zeros")
    for value, probability in zip(onehot, p):
        if value == 1:
            return probability
