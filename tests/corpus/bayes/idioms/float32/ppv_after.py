import numpy as np


def ppv_after(k, prevalence, sensitivity, specificity):
    if not (k >= 0 and k == round(k)):
        raise ValueError("k must be an integer that is not negative")
    prevalence = np.float64(prevalence)
    sensitivity = np.float64(sensitivity)
    specificity = np.float64(specificity)
    if not 0 <= prevalence <= 1:
        raise ValueError("prevalence is outside [0, 1]")
    if not 0 <= sensitivity <= 1:
        raise ValueError("sensitivity is outside [0, 1]")
    if not 0 <= specificity <= 1:
        raise ValueError("specificity is outside [0, 1]")
    # one positive after the other
    ppv = prevalence
    for _ in range(int(k)):
        hits = ppv * sensitivity
        false_alarms = (1 - ppv) * (1 - specificity)
        if hits == 0 and false_alarms == 0:
            raise ValueError("zero evidence: check prevalence, sensitivity, specificity")
        ppv = hits / (hits + false_alarms)
        if ppv == 0 or ppv == 1:
            break
    return ppv
