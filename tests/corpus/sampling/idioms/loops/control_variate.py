def control_variate(fx, gx, mean_g):
    n = len(fx)
    if n == 0 or len(gx) != n:
        raise ValueError("fx and gx need the same length, at least 1")
    fx = [float(v) for v in fx]
    gx = [float(v) for v in gx]
    f_mean = sum(fx) / n
    if min(gx) == max(gx):
        return f_mean
    g_mean = sum(gx) / n
    above = below = 0.0
    for a, b in zip(fx, gx):
        above += (a - f_mean) * (b - g_mean)
        below += (b - g_mean) ** 2
    return f_mean - above / below * (g_mean - mean_g)
