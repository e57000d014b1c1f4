regression_plate = {
    "nodes": {"x": "observed", "y": "observed", "w": "parameter", "sigma": "parameter"},
    "edges": [("y", "x"), ("w", "y"), ("sigma", "y")],
    "plates": {"N": ["x", "y"]},
}
