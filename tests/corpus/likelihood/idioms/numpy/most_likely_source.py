import numpy as np


def most_likely_source(mark, means, sds):
    means, sds = np.array(means, dtype=float), np.array(sds, dtype=float)
    if means.shape != sds.shape or means.size == 0:
        raise ValueError("means and sds: the same shape, not empty")
    if (~(sds > 0)).any():
        raise ValueError("sds: greater than 0")
    # The least NLL, doubled.
    return np.argmin(((mark - means) / sds) ** 2 + 2 * np.log(sds))
