from scipy.stats import norm


def interval_probability(a, b, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    if a > b:
        a, b = b, a
    low = (a - mu) / sigma
    high = (b - mu) / sigma
    if low > 0:
        return norm.sf(low) - norm.sf(high)
    return norm.cdf(high) - norm.cdf(low)
