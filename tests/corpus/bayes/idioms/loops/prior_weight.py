def prior_weight(a, b, n):
    if not a > 0:
        raise ValueError("a must be positive")
    if not b > 0:
        raise ValueError("b must be positive")
    if not n >= 0 or n != int(n):
        raise ValueError("n must be an integer >= 0")
    pseudo = float(a) + float(b)
    return pseudo / (pseudo + n)
