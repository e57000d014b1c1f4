import numpy as np


def ppv_after(k, prevalence, sensitivity, specificity):
    if not k >= 0:
        raise ValueError("k must not be negative")
    for name, value in [("prevalence", prevalence), ("sensitivity", sensitivity), ("specificity", specificity)]:
        if not 0 <= value <= 1:
            raise ValueError(f"{name} must be between 0 and 1")
    if k == 0:
        return prevalence
    if prevalence * sensitivity + (1 - prevalence) * (1 - specificity) == 0:
        raise ValueError("prevalence, sensitivity, specificity: no test is positive")
    ill = np.log(prevalence) + k * np.log(sensitivity)
    well = np.log(1 - prevalence) + k * np.log(1 - specificity)
    return np.exp(ill - np.logaddexp(ill, well))
