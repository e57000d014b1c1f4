regression_plate = {
    "nodes": {"x": "observed", "y": "observed", "w": "parameter", "sigma": "parameter"},
    "edges": [("x", "y"), ("w", "y"), ("sigma", "y")],
    "plates": {"N": ["x", "y", "w", "sigma"]},
}
