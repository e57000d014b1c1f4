import matplotlib.pyplot as plt
import numpy as np


def plot_updates(params):
    params = np.asarray(params, dtype=float).reshape(-1, 2)
    if not np.all(params > 0):
        raise ValueError("params must be positive")
    rng = np.random.default_rng(0)
    fig = plt.figure()
    ax = fig.add_subplot()
    for step, (a, b) in enumerate(params):
        ax.hist(rng.beta(a, b, size=2000), bins=40, density=True, alpha=0.5, label=f"{step}: Beta({a:g}, {b:g})")
    ax.set(xlabel="theta", ylabel="density", title="Belief after each update")
    if len(params):
        ax.legend()
    return ax
