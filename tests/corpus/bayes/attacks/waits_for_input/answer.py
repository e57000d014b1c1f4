def dirichlet_predictive(alpha):
    total = float(input("sum of alpha? "))
    return [value / total for value in alpha]
