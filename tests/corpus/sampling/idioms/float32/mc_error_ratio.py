import numpy as np


def mc_error_ratio(n1, n2):
    for name, n in {"n1": n1, "n2": n2}.items():
        if n < 1:
            raise ValueError(f"{name} must be at least 1")
    return np.exp(0.5 * (np.log(np.float64(n2)) - np.log(np.float64(n1))))
