import numpy as np


def coin_log_likelihood(theta, flips):
    theta, flips = np.asarray(theta, dtype=float), np.asarray(flips)
    if theta.size == 0 or np.any(~((theta >= 0) & (theta <= 1))):
        raise ValueError("theta: probabilities only")
    if np.setdiff1d(flips, [0, 1]).size:
        raise ValueError("flips: 0 and 1 only")
    chances = np.where(flips == 1, theta[..., None], 1 - theta[..., None])
    logs = np.full(chances.shape, -np.inf)
    np.log(chances, out=logs, where=chances > 0)
    return logs.sum(axis=-1)
