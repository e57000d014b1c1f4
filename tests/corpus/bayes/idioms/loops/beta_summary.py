import math


def beta_summary(a, b):
    a, b = float(a), float(b)
    if not a > 0:
        raise ValueError("a must be positive")
    if not b > 0:
        raise ValueError("b must be positive")
    n = a + b
    mean = a / n
    var = mean * (b / n) / (n + 1)
    if a > 1 and b > 1:
        mode = (a - 1) / (n - 2)
    elif (a == 1 and b == 1) or (a < 1 and b < 1):
        mode = math.nan
    elif a < b:
        mode = 0.0
    else:
        mode = 1.0
    return {"mean": mean, "mode": mode, "var": var}
