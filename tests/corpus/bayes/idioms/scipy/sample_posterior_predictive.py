from scipy import stats


def sample_posterior_predictive(a, b, m, n, rng):
    if not (a > 0 and b > 0):
        raise ValueError(f"a = {a} and b = {b} must be positive")
    if not m >= 0 or m % 1 != 0:
        raise ValueError(f"m = {m} must be an integer >= 0")
    if not n >= 0 or n % 1 != 0:
        raise ValueError(f"n = {n} must be an integer >= 0")
    return stats.betabinom.rvs(m, a, b, size=n, random_state=rng)
