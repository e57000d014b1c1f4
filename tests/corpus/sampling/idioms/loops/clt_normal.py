def clt_normal(n, rng):
    if n < 0:
        raise ValueError("n must not be negative")
    draws = []
    for _ in range(n):
        total = -6.0
        for _ in range(12):
            total += rng.random()
        draws.append(total)
    return draws
