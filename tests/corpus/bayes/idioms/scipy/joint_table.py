import numpy as np
from scipy.special import softmax


def joint_table(prior, conditional):
    prior = np.asarray(prior, dtype=float)
    conditional = np.asarray(conditional, dtype=float)
    if conditional.ndim != 2 or conditional.shape[0] != prior.shape[0]:
        raise ValueError("conditional must have one row for each entry of prior")
    if not (prior >= 0).all() or not abs(prior.sum() - 1) < 1e-4:
        raise ValueError("prior must be a probability vector")
    if not (conditional >= 0).all() or not (abs(conditional.sum(axis=1) - 1) < 1e-4).all():
        raise ValueError("rows of conditional must be probability vectors")
    joint = np.einsum("h,hd->hd", prior, conditional)
    with np.errstate(divide="ignore"):
        logs = np.log(prior)[:, None] + np.log(conditional)
    return {"joint": joint, "marginal": prior @ conditional, "conditional": softmax(logs, axis=0)}
