regression_plate = {
    "nodes": {"y": "observed", "sigma": "parameter", "x": "observed", "w": "parameter"},
    "edges": [("x", "y"), ("w", "y"), ("sigma", "y"), ("x", "y")],
    "plates": {"N": ["y", "x", "y"]},
}
