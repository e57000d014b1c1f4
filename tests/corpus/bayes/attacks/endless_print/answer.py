def positive_predictive_value(prevalence, sensitivity, specificity):
    while True:
        print("still computing ... " * 50)
