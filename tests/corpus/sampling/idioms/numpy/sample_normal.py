import numpy as np


def sample_normal(mu, sigma, n, rng):
    """Box and Muller: a random radius and a random angle."""
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    if n < 0:
        raise ValueError("n must be 0 or more")
    radius = np.sqrt(-2 * np.log1p(-rng.random(n)))
    return mu + sigma * radius * np.cos(2 * np.pi * rng.random(n))
