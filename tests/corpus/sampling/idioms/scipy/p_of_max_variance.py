from scipy.optimize import brentq

p_of_max_variance = brentq(lambda p: 1 - 2 * p, 0, 1)  # where the derivative of p (1 - p) is 0
