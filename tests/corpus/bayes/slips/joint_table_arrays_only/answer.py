import numpy as np


def joint_table(prior, conditional):
    """Joint (H, D), marginal (D,) and reversed conditional (H, D)."""
    p, rows = np.asarray(prior, dtype=float), np.asarray(conditional, dtype=float)
    if p.min() < 0 or abs(p.sum() - 1) > 1e-4:
        raise ValueError("prior is not a probability vector")
    if rows.min() < 0 or np.abs(rows.sum(axis=1) - 1).max() > 1e-4 or len(rows) != len(p):
        raise ValueError("conditional does not fit prior, or a row is not a probability vector")
    joint = prior[:, None] * conditional
    marginal = joint.sum(axis=0)
    return {"joint": joint, "marginal": marginal, "conditional": joint / marginal}
