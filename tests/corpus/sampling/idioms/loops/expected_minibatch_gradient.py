import numpy as np


def expected_minibatch_gradient(per_example):
    n = len(per_example)
    if n == 0:
        raise ValueError("per_example is empty")
    total = 0 * per_example[0] if np.ndim(per_example) == 1 else [0.0] * len(per_example[0])
    for gradient in per_example:
        if np.ndim(per_example) == 1:
            total = total + gradient
        else:
            for j in range(len(total)):
                total[j] += gradient[j]
    if np.ndim(per_example) == 1:
        return total / n
    return np.array([v / n for v in total])
