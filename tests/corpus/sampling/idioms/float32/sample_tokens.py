import numpy as np


def sample_tokens(logits, n, rng, T=1.0, k=None, mass=None):
    z = np.asarray(logits).astype(np.float64)
    if n < 0:
        raise ValueError("n must not be negative")
    if not T > 0:
        raise ValueError("T must be positive")
    if k is not None and not 1 <= k <= z.size:
        raise ValueError("k is out of range")
    if mass is not None and not (mass >= 0 and mass <= 1):
        raise ValueError("mass is out of range")
    if z.size == 0 or not np.any(z > -np.inf):
        raise ValueError("logits leave no token")
    z = z / np.float64(T)
    order = np.lexsort((np.arange(z.size), -z))
    p = np.exp(z - z.max())[order][: k or z.size]
    p = p / p.sum()
    if mass is not None and mass < 1:
        p = p[np.concatenate([[True], np.cumsum(p)[:-1] < mass])]
        p = p / p.sum()
    # the Gumbel trick: the largest of log p plus Gumbel noise
    with np.errstate(divide="ignore"):
        noisy = np.log(p) + rng.gumbel(size=(n, p.size))
    return order[np.argmax(noisy, axis=1)].astype(np.int32)
