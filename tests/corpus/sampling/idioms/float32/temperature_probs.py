import numpy as np


def temperature_probs(logits, T):
    z = np.asarray(logits)
    if not T > 0:
        raise ValueError("T must be positive")
    if z.size == 0 or not np.any(z > -np.inf):
        raise ValueError("logits leave no token")
    z = z.astype(np.float64) / np.float64(T)
    z = z - z.max()
    return np.exp(z - np.log(np.exp(z).sum()))
