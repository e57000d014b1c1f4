regression_plate = {
    "nodes": {"x": "observed", "y": "observed", "w": "parameter", "sigma": "parameter"},
    "edges": [("x", "y"), ("w", "y"), ("sigma", "y"), ("w", "x")],
    "plates": {"N": ["x", "y"]},
}
