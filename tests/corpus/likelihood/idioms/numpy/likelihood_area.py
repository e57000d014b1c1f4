import numpy as np


def likelihood_area(heads, tails):
    if np.mod(heads, 1) != 0 or heads < 0:
        raise ValueError("heads: a whole number, not negative")
    if np.mod(tails, 1) != 0 or tails < 0:
        raise ValueError("tails: a whole number, not negative")
    # Gauss and Legendre's rule with so many points is exact for a polynomial of this degree.
    nodes, weights = np.polynomial.legendre.leggauss((int(heads) + int(tails)) // 2 + 1)
    theta = (nodes + 1) / 2
    return np.sum(weights / 2 * theta**heads * (1 - theta) ** tails)
