import numpy as np

# strings of NumPy are strings
names = np.array(["prior", "likelihood", "evidence", "posterior"])
answer_terms = {key: str(name) for key, name in zip(["P(theta)", "P(D|theta)", "P(D)", "P(theta|D)"], names)}
