import numpy as np
from scipy import stats


def most_likely_source(mark, means, sds):
    if len(means) == 0 or len(means) != len(sds):
        raise ValueError("means and sds must have one length and not be empty")
    if not all(sd > 0 for sd in sds):
        raise ValueError("sds must be greater than 0")
    return int(np.argmax([stats.norm.logpdf(mark, mean, sd) for mean, sd in zip(means, sds)]))
