regression_plate = {
    "nodes": {"x": "observed", "y": "observed", "w": "parameter", "sigma": "parameter"},
    "edges": [("x", "y"), ("w", "y")],
    "plates": {"N": ["x", "y"]},
}
