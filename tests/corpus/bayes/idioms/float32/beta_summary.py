import numpy as np


def beta_summary(a, b):
    a, b = np.float64(a), np.float64(b)
    if not a > 0:
        raise ValueError("a must be positive")
    if not b > 0:
        raise ValueError("b must be positive")
    total = a + b
    summary = {}
    summary["mean"] = a / total
    summary["var"] = a / total * b / total / (total + 1)
    if a > 1 and b > 1:
        summary["mode"] = (a - 1) / (total - 2)
    elif a <= 1 and b <= 1 and not (a == 1) ^ (b == 1):
        summary["mode"] = np.float32("nan")
    else:
        summary["mode"] = np.float32(0 if a < b else 1)
    return summary
