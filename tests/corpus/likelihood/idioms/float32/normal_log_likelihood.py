import numpy as np


def normal_log_likelihood(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma > 0")
    z = (np.asarray(x, dtype=np.float32) - np.float32(mu)) / np.float32(sigma)
    each = -np.square(z) / 2 - np.log(np.float32(sigma)) - np.log(np.float32(2 * np.pi)) / 2
    return each.sum(dtype=np.float32)
