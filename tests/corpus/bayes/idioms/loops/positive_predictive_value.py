def positive_predictive_value(prevalence, sensitivity, specificity):
    prevalence, sensitivity, specificity = float(prevalence), float(sensitivity), float(specificity)
    for name, value in [("prevalence", prevalence), ("sensitivity", sensitivity), ("specificity", specificity)]:
        if not 0 <= value <= 1:
            raise ValueError(name + " must be between 0 and 1")
    sick_and_positive = prevalence * sensitivity
    healthy_and_positive = (1 - prevalence) * (1 - specificity)
    if sick_and_positive + healthy_and_positive == 0:
        raise ValueError("nobody tests positive with this prevalence, sensitivity and specificity")
    return sick_and_positive / (sick_and_positive + healthy_and_positive)
