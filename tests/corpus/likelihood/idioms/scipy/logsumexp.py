import numpy as np
from scipy import special


def logsumexp(a, axis=None):
    if np.size(a) == 0:
        raise ValueError("a must not be empty")
    return special.logsumexp(np.asarray(a, dtype=float), axis=axis)
