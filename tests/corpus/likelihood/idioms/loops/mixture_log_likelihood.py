def mixture_log_likelihood(x, weights, mus, sigmas):
    """Point after point: the largest term stays in front, the others are added relative to it."""
    if not len(weights) == len(mus) == len(sigmas):
        raise ValueError("weights, mus and sigmas differ in length")
    if min(weights) < 0 or abs(math.fsum(weights) - 1) > 1e-5:
        raise ValueError("weights is no distribution")
    for sigma in sigmas:
        if not sigma > 0:
            raise ValueError("sigmas has an entry that is not positive")
    total = 0.0
    for value in x:
        terms = []
        for w, mu, sigma in zip(weights, mus, sigmas):
            if w > 0:
                z = (float(value) - mu) / sigma
                terms.append(math.log(w) - z * z / 2 - math.log(sigma) - 0.5 * math.log(2 * math.pi))
        largest = max(terms)
        total += largest + math.log(sum(math.exp(term - largest) for term in terms))
    return total
