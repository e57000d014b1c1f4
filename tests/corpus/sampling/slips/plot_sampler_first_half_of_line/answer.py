import matplotlib.pyplot as plt
import numpy as np


def plot_sampler(samples, pdf):
    figure, axes = plt.subplots()
    axes.hist(samples, bins=40, density=True)
    x = np.linspace(np.min(samples), np.quantile(samples, 0.98), 200)
    axes.plot(x, pdf(x))
    axes.set_xlabel("x")
    axes.set_ylabel("density")
    return axes
