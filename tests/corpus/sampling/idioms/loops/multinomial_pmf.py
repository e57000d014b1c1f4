import math


def multinomial_pmf(counts, p):
    counts = [float(c) for c in counts]
    p = [float(v) for v in p]
    if len(counts) != len(p):
        raise ValueError("counts and p need the same length")
    for c in counts:
        if not (c >= 0 and c == int(c)):
            raise ValueError("counts must be whole and not negative")
    for v in p:
        if not v >= 0:
            raise ValueError("p must not be negative")
    if not 0.9999 < sum(p) < 1.0001:
        raise ValueError("p must sum to 1")
    # one class after the other: log of (n choose c) p^c, draw by draw
    total = 0.0
    n = 0
    for c, v in zip(counts, p):
        if c > 0 and v == 0:
            return 0.0
        for i in range(1, int(c) + 1):
            n += 1
            total += math.log(n / i * v)
    return math.exp(total)
