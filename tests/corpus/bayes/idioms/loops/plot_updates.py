import math

import matplotlib.pyplot as plt


def plot_updates(params):
    for a, b in params:
        if not (a > 0 and b > 0):
            raise ValueError("params must hold pairs (a, b) with a > 0 and b > 0")
    fig, ax = plt.subplots()
    for i, (a, b) in enumerate(params):
        a, b = float(a), float(b)
        constant = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        xs = []
        ys = []
        for k in range(1, 500):
            x = k / 500
            xs.append(x)
            ys.append(math.exp(constant + (a - 1) * math.log(x) + (b - 1) * math.log(1 - x)))
        ax.plot(xs, ys, label="step " + str(i) + ": Beta(" + str(a) + ", " + str(b) + ")")
    ax.set_xlabel("theta")
    ax.set_ylabel("density")
    if len(params) > 0:
        ax.legend()
    return ax
