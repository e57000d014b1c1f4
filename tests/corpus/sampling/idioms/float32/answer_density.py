import numpy as np

answer_density = np.str_("b")
