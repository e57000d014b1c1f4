p_of_max_variance = 1.0
