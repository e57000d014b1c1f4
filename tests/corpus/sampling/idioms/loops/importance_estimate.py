import math


def importance_estimate(f, log_p, log_q, x):
    n = len(x)
    if n == 0:
        raise ValueError("x is empty")

    def one_each(value):
        try:
            return [float(v) for v in value]
        except TypeError:
            return [float(value)] * n

    y, lp, lq = one_each(f(x)), one_each(log_p(x)), one_each(log_q(x))
    logs = [a - b for a, b in zip(lp, lq)]
    top = max(logs)
    if top == -math.inf:
        raise ValueError("log_p is -inf at every draw")
    above = below = 0.0
    for value, log in zip(y, logs):
        weight = math.exp(log - top)
        above += weight * value
        below += weight
    return above / below
