from scipy import stats


def clt_normal(n, rng):
    if n < 0:
        raise ValueError("n must be 0 or more")
    return 12 * stats.uniform.ppf(rng.random(12 * n).reshape(n, 12)).mean(axis=1) - 6
