from scipy import stats


def bernoulli_mean_var(p):
    if not 0 <= p <= 1:
        raise ValueError("p must be between 0 and 1")
    return stats.bernoulli.stats(p, moments="mv")
