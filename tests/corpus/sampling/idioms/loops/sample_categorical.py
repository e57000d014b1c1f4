def sample_categorical(p, n, rng):
    p = [float(value) for value in p]
    if not p or min(p) < 0 or abs(sum(p) - 1) > 1e-4:
        raise ValueError("p must be probabilities that sum to 1")
    if n < 0:
        raise ValueError("n must not be negative")
    possible = [k for k in range(len(p)) if p[k] > 0]
    draws = []
    for _ in range(n):
        u, total, chosen = rng.random(), 0.0, possible[-1]
        for k in possible:
            total += p[k]
            if u < total:
                chosen = k
                break
        draws.append(chosen)
    return draws
