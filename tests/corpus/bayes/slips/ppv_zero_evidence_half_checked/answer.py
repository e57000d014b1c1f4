def positive_predictive_value(prevalence, sensitivity, specificity):
    for name, value in [("prevalence", prevalence), ("sensitivity", sensitivity), ("specificity", specificity)]:
        if not 0 <= value <= 1:
            raise ValueError(f"{name} must be between 0 and 1")
    if sensitivity == 0 and specificity == 1:
        raise ValueError("with this sensitivity and specificity no test is positive")
    positive = prevalence * sensitivity + (1 - prevalence) * (1 - specificity)
    return prevalence * sensitivity / positive
