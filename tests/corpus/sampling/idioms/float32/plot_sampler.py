import matplotlib.pyplot as plt
import numpy as np


def plot_sampler(samples, pdf):
    samples = np.asarray(samples, dtype=np.float32)
    fig, ax = plt.subplots(figsize=(5, 3))
    ax.hist(samples, bins=30, histtype="step", density=True, label="draws")
    low, high = samples.min(), samples.max()
    x = np.linspace(low - 0.1 * (high - low), high + 0.1 * (high - low), 500)
    ax.plot(x, pdf(x), label="pdf")
    ax.axhline(0, color="grey", linewidth=0.5)
    fig.supxlabel("sample")
    fig.supylabel("density")
    ax.legend()
    return ax
