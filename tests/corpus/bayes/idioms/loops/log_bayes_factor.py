import math


def log_bayes_factor(a, b, flips):
    a, b = float(a), float(b)
    if not a > 0:
        raise ValueError("a must be positive")
    if not b > 0:
        raise ValueError("b must be positive")
    total = 0.0
    for flip in flips:
        if flip == 1:
            total += math.log(2 * a / (a + b))
            a += 1
        elif flip == 0:
            total += math.log(2 * b / (a + b))
            b += 1
        else:
            raise ValueError("flips must be 0 or 1")
    return total
