import numpy as np


def joint_table(prior, conditional):
    prior = [float(p) for p in prior]
    rows = [[float(c) for c in row] for row in conditional]
    if len(prior) != len(rows):
        raise ValueError("conditional needs one row for each entry of prior")
    if not min(prior) >= 0 or not 0.9999 < sum(prior) < 1.0001:
        raise ValueError("prior must be probabilities that sum to 1")
    for row in rows:
        if not min(row) >= 0 or not 0.9999 < sum(row) < 1.0001:
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
