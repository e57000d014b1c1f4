from scipy import stats


def credible_interval(a, b, level=0.95):
    if not (a > 0 and b > 0):
        raise ValueError("a and b must be positive")
    tail = (1 - level) / 2
    return stats.beta.ppf(tail, a, b), stats.beta.ppf(1 - tail, a, b)
