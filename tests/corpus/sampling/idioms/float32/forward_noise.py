import numpy as np


def forward_noise(x0, betas, t, rng):
    x0 = np.asarray(x0)
    betas = np.asarray(betas, dtype=np.float64)
    if not np.all(betas > 0) or not np.all(betas < 1):
        raise ValueError("betas must be between 0 and 1")
    if t < 0 or t > betas.size:
        raise ValueError("t must be between 0 and len(betas)")
    if t == 0:
        return x0.copy()
    abar = np.cumprod(1 - betas)[t - 1]
    eps = rng.standard_normal(size=x0.shape, dtype=np.float32)
    return np.float32(np.sqrt(abar)) * x0 + np.float32(np.sqrt(1 - abar)) * eps
