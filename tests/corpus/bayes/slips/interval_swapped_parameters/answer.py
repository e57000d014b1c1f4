from scipy import stats


def credible_interval(a, b, level=0.95):
    if not (a > 0 and b > 0):
        raise ValueError("a and b must be positive")
    if not 0 < level < 1:
        raise ValueError("level must be between 0 and 1")
    tail = (1 - level) / 2
    return stats.beta.ppf(tail, b, a), stats.beta.ppf(1 - tail, b, a)
