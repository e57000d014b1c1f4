import numpy as np


def top_k_probs(logits, k):
    z = np.asarray(logits).astype(np.float64)
    if z.size == 0 or not np.any(z > -np.inf):
        raise ValueError("logits leave no token")
    if not 1 <= k <= z.size:
        raise ValueError("k is out of range")
    p = np.exp(z - z.max())
    # last key first: by -p, ties by index
    order = np.lexsort((np.arange(p.size), -z))
    p[order[k:]] = np.float32(0)
    return p / p.sum()
