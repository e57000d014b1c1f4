import numpy as np
from scipy import stats


def interval_probability(a, b, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    if a > b:
        raise ValueError("a must not be greater than b")
    law = stats.norm(mu, sigma)
    area = law.sf(a) - law.sf(b) if a > mu else law.cdf(b) - law.cdf(a)
    return np.float32(area)  # 7.6e-24 is well within its range
