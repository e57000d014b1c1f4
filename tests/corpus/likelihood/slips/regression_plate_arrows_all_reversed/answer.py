regression_plate = {
    "nodes": {"x": "observed", "y": "observed", "w": "parameter", "sigma": "parameter"},
    "edges": [("y", "x"), ("y", "w"), ("y", "sigma")],
    "plates": {"N": ["x", "y"]},
}
