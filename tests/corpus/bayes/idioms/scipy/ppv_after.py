import numpy as np
from scipy.special import expit, logit


def ppv_after(k, prevalence, sensitivity, specificity):
    if not k >= 0 or k % 1 != 0:
        raise ValueError(f"k = {k} must be an integer >= 0")
    for name, value in {"prevalence": prevalence, "sensitivity": sensitivity, "specificity": specificity}.items():
        if not 0 <= value <= 1:
            raise ValueError(f"{name} = {value} is not a probability")
    if k == 0:
        return float(prevalence)
    possible_if_sick = prevalence > 0 and sensitivity > 0
    possible_if_healthy = prevalence < 1 and specificity < 1
    if not possible_if_sick and not possible_if_healthy:
        raise ValueError("prevalence, sensitivity and specificity leave no way to test positive")
    if not possible_if_sick:
        return 0.0
    if not possible_if_healthy:
        return 1.0
    log_ratio = np.log(float(sensitivity)) - np.log1p(-float(specificity))
    return expit(logit(float(prevalence)) + k * log_ratio)
