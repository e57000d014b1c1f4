import matplotlib.pyplot as plt
import numpy as np


def plot_sampler(samples, pdf):
    fig, ax = plt.subplots()
    ax.hist(samples, bins=40, density=True)
    grid = np.linspace(np.min(samples), np.max(samples), 300)
    ax.set(xlabel="value", ylabel="density")
    return ax
