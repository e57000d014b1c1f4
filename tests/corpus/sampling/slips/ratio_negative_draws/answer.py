def mc_error_ratio(n1, n2):
    if n1 == 0:
        raise ValueError("n1 must be 1 or more")
    if n2 == 0:
        raise ValueError("n2 must be 1 or more")
    return abs(n2 / n1) ** 0.5
