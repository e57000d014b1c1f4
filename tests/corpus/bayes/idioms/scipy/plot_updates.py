import matplotlib.pyplot as plt
import numpy as np
from scipy import stats


def plot_updates(params):
    grid = np.linspace(0.001, 0.999, 999)
    fig, ax = plt.subplots(figsize=(7, 4))
    names = []
    for a, b in params:
        if not (a > 0 and b > 0):
            plt.close(fig)
            raise ValueError(f"params has a = {a}, b = {b}: both must be positive")
        (line,) = ax.plot(grid, stats.beta(a, b).pdf(grid))
        names.append((line, f"{len(names)} updates: a = {a:g}, b = {b:g}"))
    ax.set_xlabel("probability of heads")
    ax.set_ylabel("density")
    ax.axvline(0.5, color="grey", linestyle=":")
    ax.legend([line for line, name in names], [name for line, name in names])
    return ax
