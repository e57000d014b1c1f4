import numpy as np


def joint_table(prior, conditional):
    prior = np.asarray(prior, dtype=float)
    conditional = np.asarray(conditional, dtype=float)
    if conditional.ndim != 2 or len(prior) != len(conditional):
        raise ValueError("conditional must have one row per entry of prior")
    if (prior < 0).any() or not np.isclose(prior.sum(), 1, atol=1e-4):
        raise ValueError("prior is not a probability vector")
    if (conditional < 0).any() or not np.allclose(conditional.sum(axis=1), 1, atol=1e-4):
        raise ValueError("a row of conditional is not a probability vector")
    joint = prior * conditional
    marginal = joint.sum(axis=0)
    return {"joint": joint, "marginal": marginal, "conditional": joint / marginal}
