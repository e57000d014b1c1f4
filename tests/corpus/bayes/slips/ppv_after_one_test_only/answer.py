import numpy as np


def ppv_after(k, prevalence, sensitivity, specificity):
    if not k >= 0 or int(k) != k:
        raise ValueError(f"k = {k} must be an integer >= 0")
    rates = np.array([prevalence, sensitivity, specificity], dtype=float)
    if not np.all((rates >= 0) & (rates <= 1)):
        raise ValueError("prevalence, sensitivity and specificity must be in [0, 1]")
    if k == 0:
        return rates[0]
    with np.errstate(divide="ignore"):
        log_prior = np.log([rates[0], 1 - rates[0]])
        log_positive = np.log([rates[1], 1 - rates[2]])
    logs = log_prior + log_positive
    if np.all(np.isneginf(logs)):
        raise ValueError("zero evidence for this prevalence, sensitivity and specificity")
    weights = np.exp(logs - logs.max())
    return weights[0] / weights.sum()
