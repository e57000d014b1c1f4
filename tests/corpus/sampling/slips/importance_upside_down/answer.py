import numpy as np


def importance_estimate(f, log_p, log_q, x):
    x = np.asarray(x)
    if len(x) == 0:
        raise ValueError("x must not be empty")
    log_w = np.broadcast_to(log_q(x) - log_p(x), (len(x),))
    if np.all(np.isposinf(log_w)):
        raise ValueError("log_p must not be -inf at every draw")
    w = np.exp(log_w - log_w.max())
    return np.average(np.broadcast_to(f(x), (len(x),)), weights=w)
