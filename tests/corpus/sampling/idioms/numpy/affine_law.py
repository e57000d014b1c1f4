import numpy as np


def affine_law(mu, cov, A, b):
    mu, cov, A, b = map(np.array, (mu, cov, A, b))
    if cov.shape != mu.shape * 2 or A.shape != b.shape + mu.shape:
        raise ValueError("the shapes of mu, cov, A and b do not fit")
    if np.linalg.eigvalsh(cov.astype(float))[0] <= 0:
        raise ValueError("cov has an eigenvalue that is not positive")
    return np.einsum("ij,j->i", A, mu) + b, np.einsum("ik,kl,jl->ij", A, cov, A)
