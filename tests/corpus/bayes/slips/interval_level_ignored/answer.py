from scipy import stats


def credible_interval(a, b, level=0.95):
    if not (a > 0 and b > 0):
        raise ValueError("a and b must be positive")
    if not 0 < level < 1:
        raise ValueError("level must be between 0 and 1")
    return stats.beta.ppf(0.025, a, b), stats.beta.ppf(0.975, a, b)
