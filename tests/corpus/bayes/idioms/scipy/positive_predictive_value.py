import numpy as np
from scipy.special import expit, logit


def positive_predictive_value(prevalence, sensitivity, specificity):
    for name, value in {"prevalence": prevalence, "sensitivity": sensitivity, "specificity": specificity}.items():
        if not 0 <= value <= 1:
            raise ValueError(f"{name} = {value} is not a probability")
    possible_if_sick = prevalence > 0 and sensitivity > 0
    possible_if_healthy = prevalence < 1 and specificity < 1
    if not possible_if_sick and not possible_if_healthy:
        raise ValueError("prevalence, sensitivity and specificity leave no way to test positive")
    if not possible_if_sick:
        return 0.0
    if not possible_if_healthy:
        return 1.0
    # posterior odds = prior odds times likelihood ratio
    return expit(logit(float(prevalence)) + np.log(float(sensitivity)) - np.log1p(-float(specificity)))
