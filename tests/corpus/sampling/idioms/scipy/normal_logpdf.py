from scipy.stats import norm


def normal_logpdf(x, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma is a standard deviation, so positive")
    return norm.logpdf(x, mu, sigma)
