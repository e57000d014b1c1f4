import numpy as np


def most_likely_source(mark, means, sds):
    means = np.asarray(means, dtype=float)
    sds = np.asarray(sds, dtype=float)
    if len(means) == 0 or len(means) != len(sds):
        raise ValueError("means and sds must have one length and not be empty")
    z = (mark - means) / (sds + 1e-300)
    return int(np.argmax(-0.5 * z**2 - np.log(np.abs(sds) + 1e-300)))
