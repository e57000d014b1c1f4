import numpy as np
from scipy import linalg


def affine_law(mu, cov, A, b):
    mu, cov, A, b = (np.asarray(v, dtype=float) for v in (mu, cov, A, b))
    if cov.shape != (mu.size, mu.size):
        raise ValueError("cov does not fit mu")
    try:
        upper = linalg.cholesky(cov)
    except linalg.LinAlgError:
        raise ValueError("cov is not positive definite") from None
    if A.shape != (b.size, mu.size):
        raise ValueError("A does not fit b or mu")
    half = upper @ A.T
    return A.dot(mu) + b, half.T @ half
