def kalman_step(mean, var, y, q, r):
    if not (var >= 0 and q >= 0 and r >= 0):
        raise ValueError(f"var = {var}, q = {q}, r = {r} must not be negative")
    predicted = float(var) + float(q)
    if predicted == 0 and r == 0:
        raise ValueError("var, q and r are all 0")
    if predicted == 0:
        return float(mean), 0.0
    if r == 0:
        return float(y), 0.0
    new_var = 1 / (1 / predicted + 1 / float(r))
    return new_var * (mean / predicted + y / float(r)), new_var
