import numpy as np
from scipy.special import logsumexp, softmax


def importance_estimate(f, log_p, log_q, x):
    if np.size(x) == 0:
        raise ValueError("x must not be empty")
    log_w = np.zeros(len(x)) + log_p(x) - log_q(x)
    if logsumexp(log_w) == -np.inf:
        raise ValueError("all weights are zero: log_p is -inf everywhere")
    return float(softmax(log_w) @ (np.zeros(len(x)) + f(x)))
