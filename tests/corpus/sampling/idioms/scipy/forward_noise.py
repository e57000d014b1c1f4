import numpy as np
from scipy import stats


def forward_noise(x0, betas, t, rng):
    betas = np.asarray(betas, dtype=float)
    if not ((0 < betas) & (betas < 1)).all():
        raise ValueError("betas must lie strictly between 0 and 1")
    if t not in range(len(betas) + 1):
        raise ValueError(f"t = {t} must be one of 0, ..., {len(betas)}")
    if t == 0:
        return np.array(x0, dtype=float)
    log_abar = np.log1p(-betas[:t]).sum()
    x0 = np.asarray(x0, dtype=float)
    return stats.norm.rvs(
        np.exp(log_abar / 2) * x0, np.sqrt(-np.expm1(log_abar)), size=x0.shape, random_state=rng
    )
