import numpy as np

p_of_max_variance = np.float32(0.5)
