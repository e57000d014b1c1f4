def gamma_poisson_update(a, b, counts):
    if not a > 0:
        raise ValueError("a must be positive")
    if not b > 0:
        raise ValueError("b must be positive")
    a, b = float(a), float(b)
    for count in counts:
        count = float(count)
        if not count >= 0 or count != int(count):
            raise ValueError("counts must be whole numbers >= 0")
        a += count
        b += 1
    return a, b
