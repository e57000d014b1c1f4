from scipy.stats import norm


def interval_probability(a, b, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    if a > b:
        raise ValueError("a must not be greater than b")
    low = (a - mu) / sigma**2
    high = (b - mu) / sigma**2
    if low > 0:
        return norm.sf(low) - norm.sf(high)
    return norm.cdf(high) - norm.cdf(low)
