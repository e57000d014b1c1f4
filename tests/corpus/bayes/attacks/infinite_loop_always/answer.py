def kalman_step(mean, var, y, q, r):
    gain = 0.0
    while gain != 0.3:
        gain = gain + 0.1 if gain < 1 else 0.0
    return mean + gain * (y - mean), (1 - gain) * (var + q)
