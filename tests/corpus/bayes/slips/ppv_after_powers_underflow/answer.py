def ppv_after(k, prevalence, sensitivity, specificity):
    if not k >= 0 or int(k) != k:
        raise ValueError("k must be an integer >= 0")
    for name, value in [("prevalence", prevalence), ("sensitivity", sensitivity), ("specificity", specificity)]:
        if not 0 <= value <= 1:
            raise ValueError(f"{name} must be in [0, 1]")
    if k == 0:
        return prevalence
    if (prevalence == 0 or sensitivity == 0) and (prevalence == 1 or specificity == 1):
        raise ValueError("zero evidence for this prevalence, sensitivity and specificity")
    ill = prevalence * sensitivity**k
    healthy = (1 - prevalence) * (1 - specificity) ** k
    if ill + healthy == 0:
        raise ValueError("zero evidence for this prevalence, sensitivity and specificity")
    return ill / (ill + healthy)
