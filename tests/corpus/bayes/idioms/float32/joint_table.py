import numpy as np


def joint_table(prior, conditional):
    prior = np.asarray(prior, dtype=np.float64)
    conditional = np.asarray(conditional, dtype=np.float64)
    if conditional.ndim != 2 or conditional.shape[0] != prior.size:
        raise ValueError("conditional must have shape (H, D) for a prior of length H")
    if prior.min() < 0 or not abs(np.float32(prior.sum()) - 1) < 1e-4:
        raise ValueError("prior must be probabilities")
    if conditional.min() < 0 or not (abs(conditional.sum(axis=1) - 1) < np.float32(1e-4)).all():
        raise ValueError("conditional must have probabilities in its rows")
    joint = (conditional.T * prior).T
    marginal = np.add.reduce(joint)
    return dict(joint=joint, marginal=marginal, conditional=np.divide(joint, marginal[None]))
