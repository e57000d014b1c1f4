from scipy.special import betainc


def credible_interval(a, b, level=0.95):
    a, b, level = float(a), float(b), float(level)
    if not a > 0:
        raise ValueError("a must be positive")
    if not b > 0:
        raise ValueError("b must be positive")
    if not 0 < level < 1:
        raise ValueError("level must be between 0 and 1")

    def quantile(p):
        low, high = 0.0, 1.0
        while True:  # halve until no float is left between the two ends
            middle = (low + high) / 2
            if middle == low or middle == high:
                return middle
            if betainc(a, b, middle) < p:
                low = middle
            else:
                high = middle

    return float(quantile((1 - level) / 2)), float(quantile((1 + level) / 2))
