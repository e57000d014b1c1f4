import matplotlib.pyplot as plt
import numpy as np
from scipy.special import betaln, xlog1py, xlogy


def plot_updates(params):
    params = np.asarray(params, dtype=float).reshape(-1, 2)
    if not np.all(params > 0):
        raise ValueError("params must be positive")
    theta = np.linspace(0, 1, 402)[1:-1]
    ax = plt.gca()
    for step, (a, b) in enumerate(params):
        density = np.exp(xlogy(a - 1, theta) + xlog1py(b - 1, -theta) - betaln(a, b))
        ax.plot(theta, density, label=f"{step}: Beta({a:g}, {b:g})")
    ax.set(xlabel="theta", ylabel="density", title="Belief after each update")
    if len(params):
        ax.legend()
    return ax
