def kalman_step(mean, var, y, q, r):
    for name, value in [("var", var), ("q", q), ("r", r)]:
        if not value >= 0:
            raise ValueError(f"{name} must not be negative")
    if var + q + r == 0:
        raise ValueError("var + q + r must be positive")
    if var + r == 0:
        return y, q
    gain = var / (var + r)
    return (1 - gain) * mean + gain * y, r / (var + r) * var + q
