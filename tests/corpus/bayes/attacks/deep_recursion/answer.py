def sequential_posteriors(prior, likelihoods):
    return sequential_posteriors(prior, likelihoods)
