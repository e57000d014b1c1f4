import numpy as np


def most_likely_source(mark, means, sds):
    means = np.asarray(means, dtype=float)
    sds = np.asarray(sds, dtype=float)
    if len(means) == 0 or len(means) != len(sds):
        raise ValueError("means and sds must have one length and not be empty")
    if not np.all(sds > 0):
        raise ValueError("sds must be greater than 0")
    z = (mark - means) / sds
    return int(np.argmin(-0.5 * z**2 - np.log(sds)))
