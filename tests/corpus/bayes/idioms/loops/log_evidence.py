import math


def log_evidence(a, b, flips):
    a, b = float(a), float(b)
    if not a > 0:
        raise ValueError("a must be positive")
    if not b > 0:
        raise ValueError("b must be positive")
    # chain rule: each flip is predicted from the ones before it
    total = 0.0
    for flip in flips:
        if flip == 1:
            total += math.log(a / (a + b))
            a += 1
        elif flip == 0:
            total += math.log(b / (a + b))
            b += 1
        else:
            raise ValueError("flips must be 0 or 1")
    return total
