import numpy as np


def normal_logpdf(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    z = ((np.asarray(x, dtype=float) - mu) / sigma).astype(np.float32)
    return np.float32(-0.5) * z**2 - np.float32(np.log(sigma) + 0.5 * np.log(2 * np.pi))
