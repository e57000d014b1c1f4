import math


def most_likely_source(mark, means, sds):
    if len(means) != len(sds) or len(means) == 0:
        raise ValueError("means and sds: one for each distribution, and one distribution at least")
    best, best_log = 0, -math.inf
    for k in range(len(means)):
        if not sds[k] > 0:
            raise ValueError(f"sds has a {sds[k]}")
        log_density = -((mark - means[k]) ** 2) / (2 * sds[k] ** 2) - math.log(sds[k])
        if log_density > best_log:
            best, best_log = k, log_density
    return best
