def likelihood_area(heads, tails):
    if heads < 0 or heads != int(heads):
        raise ValueError("heads must be a count")
    if tails < 0 or tails != int(tails):
        raise ValueError("tails must be a count")
    n = heads + tails
    if n == 0:
        return 1.0
    return (heads / n) ** heads * (tails / n) ** tails
