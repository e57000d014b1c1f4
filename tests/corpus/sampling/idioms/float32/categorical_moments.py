import numpy as np


def categorical_moments(p):
    p = np.asarray(p)
    if not (p >= 0).all() or not abs(p.sum(dtype=np.float64) - 1) < 1e-4:
        raise ValueError("p must be a probability vector")
    p = p.astype(np.float64)
    # E[y y^T] - E[y] E[y]^T
    outcomes = np.eye(len(p), dtype=np.float32)
    second = np.einsum("k,ki,kj->ij", p, outcomes, outcomes)
    return p @ outcomes, second - np.outer(p, p)
