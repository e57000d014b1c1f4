def kalman_step(mean, var, y, q, r):
    mean, var, y, q, r = float(mean), float(var), float(y), float(q), float(r)
    for name, value in [("var", var), ("q", q), ("r", r)]:
        if not value >= 0:
            raise ValueError(name + " must not be negative")
    p = var + q  # predict
    if p + r == 0:
        raise ValueError("var, q and r are all 0: there is nothing to weigh")
    gain = p / (p + r)
    rest = r / (p + r)
    return gain * y + rest * mean, rest * p
