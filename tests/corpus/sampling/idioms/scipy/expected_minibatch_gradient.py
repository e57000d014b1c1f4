import numpy as np
from scipy import stats


def expected_minibatch_gradient(per_example):
    if np.size(per_example) == 0:
        raise ValueError("per_example must hold at least one gradient")
    return stats.describe(np.vstack([per_example, per_example]), axis=0).mean if np.ndim(
        per_example
    ) == 2 else stats.tmean(per_example)
