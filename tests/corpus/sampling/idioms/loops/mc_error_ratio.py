import math


def mc_error_ratio(n1, n2):
    errors = []
    for name, n in [("n1", n1), ("n2", n2)]:
        if n < 1:
            raise ValueError(name + " must be at least 1")
        errors.append(1 / math.sqrt(n))
    return errors[0] / errors[1]
