import numpy as np


def normal_log_likelihood(x, mu, sigma):
    if np.isnan(sigma) or sigma <= 0:
        raise ValueError("sigma: greater than 0")
    away = np.array(x, dtype=float) - mu
    return -0.5 * away @ away / sigma**2 - 0.5 * away.size * np.log(2 * np.pi * sigma**2)
