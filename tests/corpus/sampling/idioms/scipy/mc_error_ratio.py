def mc_error_ratio(n1, n2):
    if not n1 >= 1:
        raise ValueError(f"n1 = {n1} must be 1 or more")
    if not n2 >= 1:
        raise ValueError(f"n2 = {n2} must be 1 or more")
    return (n2 / n1) ** 0.5
