naive_bayes_plate = {
    "nodes": {"pi": "parameter", "y": "observed", "x": "observed"},
    "edges": [("pi", "y"), ("y", "x")],
    "plates": {"N": ["y", "x"], "D": ["x"]},
}
