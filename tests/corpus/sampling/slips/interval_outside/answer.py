from scipy.stats import norm


def interval_probability(a, b, mu, sigma):
    if not sigma > 0:
        raise ValueError("sigma must be greater than 0")
    if a > b:
        raise ValueError("a must not be greater than b")
    low = (a - mu) / sigma
    high = (b - mu) / sigma
    if low > 0:
        return 1 - (norm.sf(low) - norm.sf(high))
    return 1 - (norm.cdf(high) - norm.cdf(low))
