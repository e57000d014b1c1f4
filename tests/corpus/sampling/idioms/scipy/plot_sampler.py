import matplotlib.pyplot as plt
import numpy as np
from scipy import stats


def plot_sampler(samples, pdf):
    figure = plt.figure()
    axes = figure.add_subplot()
    heights, edges = np.histogram(samples, bins="fd", density=True)
    axes.stairs(heights, edges, label="samples")
    x = np.sort(samples)
    axes.plot(x, pdf(x), "k-", label="density")
    axes.plot(x, stats.gaussian_kde(samples)(x), ":", label="smoothed samples")
    axes.set_xlabel("x")
    axes.set_ylabel("p(x)")
    axes.legend()
    return axes
