answer_density = "c"
