import numpy as np


def sample_laplace(mu, b, n, rng):
    if not b > 0:
        raise ValueError("b must be positive")
    if n < 0:
        raise ValueError("n must be 0 or more")
    centred = rng.uniform(size=n) - 0.5
    with np.errstate(divide="ignore"):
        return mu - b * np.sign(centred) * np.log1p(-2 * np.abs(centred))
