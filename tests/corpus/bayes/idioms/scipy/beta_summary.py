import numpy as np
from scipy import stats


def beta_summary(a, b):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    a, b = float(a), float(b)
    mean, var = stats.beta.stats(a, b, moments="mv")
    if min(a, b) > 1:
        mode = (a - 1) / ((a - 1) + (b - 1))
    elif a == b or max(a, b) < 1:
        mode = np.nan
    else:
        mode = 0.0 if a < b else 1.0
    return {"mean": float(mean), "mode": mode, "var": float(var)}
