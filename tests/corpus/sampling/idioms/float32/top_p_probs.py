import numpy as np


def top_p_probs(logits, mass):
    z = np.asarray(logits).astype(np.float64)
    if z.size == 0 or not np.any(z > -np.inf):
        raise ValueError("logits leave no token")
    if not (mass >= 0 and mass <= 1):
        raise ValueError("mass is out of range")
    p = np.exp(z - z.max())
    p = p / p.sum()
    order = np.lexsort((np.arange(p.size), -z))
    keep = np.ones(p.size, dtype=bool)
    if mass < 1:
        short = np.cumsum(p[order]) < mass
        keep[order[1:]] = short[:-1]
    p = np.where(keep, p, np.float32(0))
    return p / p.sum()
