from scipy import stats


def sample_exponential(rate, n, rng):
    if not rate > 0:
        raise ValueError("rate must be positive")
    if n < 0:
        raise ValueError("n must be 0 or more")
    return stats.expon.ppf(rng.random(n), scale=1 / rate)
