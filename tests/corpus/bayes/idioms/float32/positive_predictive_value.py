import numpy as np


def positive_predictive_value(prevalence, sensitivity, specificity):
    prevalence = np.float64(prevalence)
    sensitivity = np.float64(sensitivity)
    specificity = np.float64(specificity)
    if not 0 <= prevalence <= 1:
        raise ValueError("prevalence is outside [0, 1]")
    if not 0 <= sensitivity <= 1:
        raise ValueError("sensitivity is outside [0, 1]")
    if not 0 <= specificity <= 1:
        raise ValueError("specificity is outside [0, 1]")
    hits = prevalence * sensitivity
    false_alarms = (1 - prevalence) * (1 - specificity)
    if hits == 0 and false_alarms == 0:
        raise ValueError("zero evidence: check prevalence, sensitivity, specificity")
    return np.divide(hits, hits + false_alarms)
