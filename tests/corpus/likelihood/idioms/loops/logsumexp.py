import math

import numpy as np


def log_sum(values):
    largest = max(values)
    if math.isinf(largest):
        return largest
    total = 0.0
    for value in values:
        total += math.exp(value - largest)
    return largest + math.log(total)


def logsumexp(a, axis=None):
    a = np.array(a, dtype=float)
    if a.size == 0:
        raise ValueError("a has no entries")
    if axis is None:
        return log_sum(a.ravel().tolist())
    if a.ndim == 1:
        return log_sum(a.tolist())
    rows = a.tolist() if axis in (1, -1) else a.T.tolist()
    return [log_sum(row) for row in rows]
