import numpy as np


def affine_law(mu, cov, A, b):
    mu, cov, A, b = (np.asarray(v, dtype=np.float32).astype(float) if np.asarray(v).dtype == np.float32
                     else np.asarray(v, dtype=float) for v in (mu, cov, A, b))
    if cov.shape != (mu.size, mu.size) or A.shape != (b.size, mu.size):
        raise ValueError("mu, cov, A and b do not fit together")
    if np.linalg.eigvalsh(cov.astype(np.float32)).min() < 0:
        raise ValueError("cov must be positive definite")
    return (A @ mu + b), (A @ cov @ A.T)
