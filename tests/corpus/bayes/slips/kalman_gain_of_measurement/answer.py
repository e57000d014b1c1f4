def kalman_step(mean, var, y, q, r):
    for name, value in [("var", var), ("q", q), ("r", r)]:
        if not value >= 0:
            raise ValueError(f"{name} must not be negative")
    p = var + q
    if p + r == 0:
        raise ValueError("var + q + r must be positive")
    gain = r / (p + r)
    return (1 - gain) * mean + gain * y, p * r / (p + r)
