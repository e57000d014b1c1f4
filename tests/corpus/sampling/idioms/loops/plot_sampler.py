import matplotlib.pyplot as plt
import numpy as np


def plot_sampler(samples, pdf):
    fig, ax = plt.subplots()
    low, high, bins = float(min(samples)), float(max(samples)), 25
    width = (high - low) / bins
    counts = [0] * bins
    for value in samples:
        counts[min(int((value - low) / width), bins - 1)] += 1
    for i, count in enumerate(counts):
        ax.bar(low + i * width, count / len(samples) / width, width, align="edge", color="lightgray")
    xs, ys = [], []
    for i in range(201):
        x = low + (high - low) * i / 200
        xs.append(x)
        ys.append(float(pdf(np.array([x]))[0]))
    ax.plot(xs, ys)
    ax.set_xlabel("x")
    ax.set_ylabel("density")
    return ax
