import numpy as np


def beta_summary(a, b):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    a, b = np.float64(a), np.float64(b)
    mean = a / (a + b)
    var = mean * (1 - mean) / (a + b + 1) if a <= b else mean * (b / (a + b)) / (a + b + 1)
    if a + b != 2:
        mode = (a - 1) / (a + b - 2)
    elif a == b or (a < 1 and b < 1):
        mode = np.nan
    else:
        mode = np.float64(a > b)
    return {"mean": mean, "mode": mode, "var": var}
