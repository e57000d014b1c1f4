p_of_max_variance, largest = 0.0, 0.0
for step in range(1001):
    candidate = step / 1000
    if candidate * (1 - candidate) > largest:
        p_of_max_variance, largest = candidate, candidate * (1 - candidate)
