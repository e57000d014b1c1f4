naive_bayes_plate = {
    "nodes": {"pi": "parameter", "phi": "parameter", "y": "observed", "x": "observed"},
    "edges": [("y", "pi"), ("x", "y"), ("x", "phi")],
    "plates": {"N": ["y", "x"], "D": ["x"]},
}
