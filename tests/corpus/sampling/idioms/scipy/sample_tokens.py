import numpy as np
from scipy import stats
from scipy.special import softmax


def sample_tokens(logits, n, rng, T=1.0, k=None, mass=None):
    logits = np.asarray(logits, dtype=float)
    if not n >= 0:
        raise ValueError(f"n = {n} must not be negative")
    if not T > 0:
        raise ValueError(f"T = {T} must be positive")
    if k is not None and not 1 <= k <= len(logits):
        raise ValueError(f"k = {k} must be between 1 and {len(logits)}")
    if mass is not None and not 0 <= mass <= 1:
        raise ValueError(f"mass = {mass} must be between 0 and 1")
    if len(logits) == 0 or np.isneginf(logits).all():
        raise ValueError("logits must leave some token possible")
    p = softmax(logits / T)
    ranks = stats.rankdata(-p, method="ordinal")
    p = np.where(ranks <= (k or len(p)), p, 0)
    p = p / p.sum()
    if mass is not None and mass < 1:
        before = np.array([p[ranks < rank].sum() for rank in ranks])
        p = np.where((before < mass) | (ranks == 1), p, 0)
        p = p / p.sum()
    return stats.rv_discrete(values=(np.arange(len(p)), p)).rvs(size=n, random_state=rng)
