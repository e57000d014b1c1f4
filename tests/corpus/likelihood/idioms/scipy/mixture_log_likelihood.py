from scipy.special import logsumexp as lse
from scipy.stats import norm


def mixture_log_likelihood(x, weights, mus, sigmas):
    """SciPy's logsumexp with the weights as its factors."""
    weights, mus, sigmas = map(np.asarray, (weights, mus, sigmas))
    if not (weights.size == mus.size == sigmas.size):
        raise ValueError("lengths of weights, mus and sigmas")
    if np.any(weights < 0) or not np.isclose(weights.sum(dtype=float), 1, rtol=0, atol=1e-5):
        raise ValueError("weights: no distribution")
    if np.any(~(sigmas > 0)):
        raise ValueError("sigmas: not positive")
    if np.size(x) == 0:
        return 0
    logs = norm(loc=mus, scale=sigmas).logpdf(np.asarray(x, dtype=float)[:, np.newaxis])
    return lse(logs, axis=1, b=weights).sum()
