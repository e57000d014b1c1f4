import numpy as np

p_grid = np.linspace(0, 1, 2001)
p_of_max_variance = p_grid[np.argmax(p_grid * (1 - p_grid))]
