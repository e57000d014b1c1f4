import math


def ppv_after(k, prevalence, sensitivity, specificity):
    prevalence, sensitivity, specificity = float(prevalence), float(sensitivity), float(specificity)
    if not k >= 0 or k != int(k):
        raise ValueError("k must be an integer >= 0")
    for name, value in [("prevalence", prevalence), ("sensitivity", sensitivity), ("specificity", specificity)]:
        if not 0 <= value <= 1:
            raise ValueError(name + " must be between 0 and 1")
    if k == 0:
        return prevalence

    def log(v):
        return math.log(v) if v > 0 else -math.inf

    sick = log(prevalence) + k * log(sensitivity)
    healthy = log(1 - prevalence) + k * log(1 - specificity)
    if sick == -math.inf and healthy == -math.inf:
        raise ValueError("positives have probability 0 with this prevalence, sensitivity and specificity")
    top = max(sick, healthy)
    a = math.exp(sick - top)
    b = math.exp(healthy - top)
    return a / (a + b)
