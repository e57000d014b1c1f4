import numpy as np


def importance_estimate(f, log_p, log_q, x):
    if len(x) == 0:
        raise ValueError("x must not be empty")
    log_w = np.asarray(log_p(x), dtype=np.float64) - np.asarray(log_q(x), dtype=np.float64)
    log_w = np.broadcast_to(log_w, len(x))
    biggest = np.max(log_w)
    if not biggest > -np.inf:
        raise ValueError("log_p makes every draw impossible")
    w = np.exp(log_w - biggest)
    w = w / w.sum()
    return np.sum(w * np.asarray(f(x), dtype=np.float64))
