from scipy import stats


def normal_pdf(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma is a standard deviation, so positive")
    return stats.norm(loc=mu, scale=sigma).pdf(x)
