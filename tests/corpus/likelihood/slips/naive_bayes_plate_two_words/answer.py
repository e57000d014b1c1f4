naive_bayes_plate = {
    "nodes": {"pi": "parameter", "phi": "parameter", "y": "observed", "x1": "observed", "x2": "observed"},
    "edges": [("pi", "y"), ("y", "x1"), ("y", "x2"), ("phi", "x1"), ("phi", "x2")],
    "plates": {"N": ["y", "x1", "x2"], "D": ["x1", "x2"]},
}
