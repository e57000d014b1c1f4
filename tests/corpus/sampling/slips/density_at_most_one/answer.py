answer_density = "a"
