import numpy as np


def joint_table(prior, conditional):
    prior = [float(p) for p in prior]
    rows = [[float(c) for c in row] for row in conditional]
    if len(prior) != len(rows):
        raise ValueError("conditional needs one row for each entry of prior")
    if not all(p >= 0 for p in prior) or not abs(sum(prior) - 1) <= 1e-4:
        raise ValueError("prior must be probabilities that sum to 1")
    for row in rows:
        if not all(c >= 0 for c in row) or not abs(sum(row) - 1) <= 1e-4:
            raise ValueError("each row of conditional must be probabilities that sum to 1")

    n_hypotheses = len(rows)
    n_outcomes = len(rows[0])
    joint = []
    for h in range(n_hypotheses):
        joint.append([prior[h] * rows[h][d] for d in range(n_outcomes)])
    marginal = []
    for d in range(n_outcomes):
        marginal.append(sum(joint[h][d] for h in range(n_hypotheses)))
    given = []
    for h in range(n_hypotheses):
        given.append([joint[h][d] / marginal[d] for d in range(n_outcomes)])
    return {"joint": np.array(joint), "marginal": np.array(marginal), "conditional": np.array(given)}
