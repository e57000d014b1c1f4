answer_density = "B"
