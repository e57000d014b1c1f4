import numpy as np
from scipy import optimize, stats


def credible_interval(a, b, level=0.95):
    if not (a > 0 and b > 0):
        raise ValueError("a and b must be positive")
    if not 0 < level < 1:
        raise ValueError("level must be between 0 and 1")
    belief = stats.beta(a, b)

    def width(tail):
        return belief.ppf(tail + level) - belief.ppf(tail)

    best = optimize.minimize_scalar(width, bounds=(0, 1 - level), method="bounded", options={"xatol": 1e-12})
    return belief.ppf(best.x), belief.ppf(best.x + level)
