import math

import numpy as np


def forward_noise(x0, betas, t, rng):
    betas = [float(beta) for beta in betas]
    for beta in betas:
        if not 0 < beta < 1:
            raise ValueError("betas must be between 0 and 1")
    if t < 0 or t > len(betas):
        raise ValueError("t must be between 0 and len(betas)")
    # walk step by step
    x = np.array(x0, dtype=float)
    for beta in betas[:t]:
        for index in np.ndindex(x.shape):
            x[index] = math.sqrt(1 - beta) * x[index] + math.sqrt(beta) * rng.standard_normal()
    return x
