answer_density = "b"
