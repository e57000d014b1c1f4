import numpy as np


def joint_table(prior, conditional):
    p, rows = np.array(prior, dtype=float), np.array(conditional, dtype=float)
    if np.any(p <= 0) or abs(p.sum() - 1) > 1e-5:
        raise ValueError("prior must hold positive probabilities that sum to 1")
    if len(rows) != len(p) or np.any(rows <= 0) or np.any(abs(rows.sum(axis=1) - 1) > 1e-5):
        raise ValueError("conditional must have a row of positive probabilities for each entry of prior")
    joint = p[:, None] * rows
    marginal = joint.sum(axis=0)
    return {"joint": joint, "marginal": marginal, "conditional": joint / marginal}
