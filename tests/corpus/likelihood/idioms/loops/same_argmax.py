def first_maximum(values):
    place = 0
    for i in range(1, len(values)):
        if values[i] > values[place]:
            place = i
    return place


def same_argmax(lik_values, log_lik_values):
    if len(lik_values) != len(log_lik_values) or len(lik_values) == 0:
        raise ValueError("lik_values and log_lik_values: two lists of one length, not empty")
    return first_maximum(lik_values) == first_maximum(log_lik_values)
