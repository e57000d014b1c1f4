from scipy.special import betaln


def log_evidence(a, b, flips):
    for name, value in [("a", a), ("b", b)]:
        if not value > 0:
            raise ValueError(f"{name} must be positive")
    heads = flips.sum()
    if ((flips != 0) & (flips != 1)).any():
        raise ValueError("flips must be 0 or 1")
    return betaln(a + heads, b + flips.size - heads) - betaln(a, b)
