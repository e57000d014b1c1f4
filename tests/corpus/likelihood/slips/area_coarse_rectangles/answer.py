import numpy as np


def likelihood_area(heads, tails):
    if heads < 0 or heads != int(heads):
        raise ValueError("heads must be a count")
    if tails < 0 or tails != int(tails):
        raise ValueError("tails must be a count")
    theta = np.linspace(0, 1, 101)
    return float(np.sum(theta**heads * (1 - theta) ** tails) * 0.01)
