naive_bayes_plate = {
    "nodes": {"x_nd": "observed", "y_n": "observed", "phi": "parameter", "pi": "parameter"},
    "edges": [("phi", "x_nd"), ("pi", "y_n"), ("y_n", "x_nd")],
    "plates": {"d": ["x_nd"], "n": ["x_nd", "y_n"]},
}
