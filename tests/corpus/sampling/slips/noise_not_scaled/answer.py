import numpy as np


def forward_noise(x0, betas, t, rng):
    x0, betas = np.asarray(x0, dtype=float), np.asarray(betas, dtype=float)
    if not np.all((betas > 0) & (betas < 1)):
        raise ValueError("betas must lie in (0, 1)")
    if not 0 <= t <= betas.size:
        raise ValueError("t must lie in 0..len(betas)")
    if t == 0:
        return x0.copy()
    abar = np.prod(1 - betas[:t])
    return np.sqrt(abar) * x0 + rng.standard_normal(x0.shape)
