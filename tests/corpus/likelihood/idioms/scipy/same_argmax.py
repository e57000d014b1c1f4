from scipy import stats


def same_argmax(lik_values, log_lik_values):
    if len(lik_values) == 0 or len(lik_values) != len(log_lik_values):
        raise ValueError("lik_values and log_lik_values must have one length and not be empty")
    lik_ranks = stats.rankdata(lik_values, method="max").tolist()
    log_ranks = stats.rankdata(log_lik_values, method="max").tolist()
    return lik_ranks.index(max(lik_ranks)) == log_ranks.index(max(log_ranks))
