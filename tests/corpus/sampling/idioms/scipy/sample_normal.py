from scipy.special import ndtri


def sample_normal(mu, sigma, n, rng):
    if not sigma > 0:
        raise ValueError("sigma must be positive")
    if n < 0:
        raise ValueError("n must be 0 or more")
    return mu + sigma * ndtri(rng.random(n))
