regression_plate = {
    "nodes": {"x": "parameter", "y": "observed", "w": "parameter", "sigma": "parameter"},
    "edges": [("x", "y"), ("w", "y"), ("sigma", "y")],
    "plates": {"N": ["x", "y"]},
}
