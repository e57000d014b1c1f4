import numpy as np


def positive_predictive_value(prevalence, sensitivity, specificity):
    rates = np.array([prevalence, sensitivity, specificity], dtype=float)
    if not np.all((rates >= 0) & (rates <= 1)):
        raise ValueError("prevalence, sensitivity and specificity must be in [0, 1]")
    prior = np.array([rates[0], 1 - rates[0]])
    positive = np.array([rates[1], rates[2]])
    joint = prior * positive
    if joint.sum() == 0:
        raise ValueError("zero evidence for this prevalence, sensitivity and specificity")
    return joint[0] / joint.sum()
