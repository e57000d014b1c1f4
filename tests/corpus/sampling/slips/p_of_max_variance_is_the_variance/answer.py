p_of_max_variance = 0.25
