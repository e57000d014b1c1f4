from scipy import stats


def normal_pdf(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    return stats.norm.cdf(x, mu, sigma)
