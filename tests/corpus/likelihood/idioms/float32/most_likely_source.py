import numpy as np


def most_likely_source(mark, means, sds):
    means = np.asarray(means, dtype=np.float32)
    sds = np.asarray(sds, dtype=np.float32)
    if means.size != sds.size or means.size == 0:
        raise ValueError("means and sds have one length")
    if not (sds > 0).all():
        raise ValueError("sds > 0")
    z = (np.float32(mark) - means) / sds
    return np.argmax(-z * z / 2 - np.log(sds)).astype(np.int32)
