from scipy import stats


def credible_interval(a, b, level=0.95):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    if not 0 < level < 1:
        raise ValueError(f"level = {level} must be between 0 and 1")
    return stats.beta.interval(float(level), float(a), float(b))
