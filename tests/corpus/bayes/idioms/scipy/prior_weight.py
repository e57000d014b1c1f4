from scipy import stats


def prior_weight(a, b, n):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    if not n >= 0 or n % 1 != 0:
        raise ValueError(f"n = {n} must be an integer >= 0")
    if n == 0:
        return 1.0
    # all heads: MLE 1, so the posterior mean is w * prior mean + (1 - w); solve for w
    a, b = float(a), float(b)
    return float(stats.beta.mean(b, a + n) / stats.beta.mean(b, a))
