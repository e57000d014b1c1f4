import numpy as np

heights = np.exp(-np.linspace(-1, 1, 201) ** 2 / 0.02) / (0.1 * np.sqrt(2 * np.pi))
answer_density = "b" if heights.max() > 1 else "a"
