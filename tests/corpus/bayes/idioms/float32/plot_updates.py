import matplotlib.pyplot as plt
import numpy as np
from scipy import stats


def plot_updates(params):
    if not all(a > 0 and b > 0 for a, b in params):
        raise ValueError("params must be pairs of positive numbers")
    theta = np.linspace(0.005, 0.995, 397, dtype=np.float64)
    _, ax = plt.subplots()
    for number, (a, b) in enumerate(params, start=1):
        ax.plot(theta, stats.beta.pdf(theta, a, b), label="belief %d, Beta(%s, %s)" % (number, a, b))
    ax.set_xlabel(r"$\theta$")
    ax.set_ylabel(r"$p(\theta)$")
    ax.legend() if len(params) else None
    return ax
