regression_plate = {
    "nodes": {"x": "latent", "y": "observed", "w": "parameter", "sigma": "parameter"},
    "edges": [("x", "y"), ("w", "y"), ("sigma", "y")],
    "plates": {"N": ["x", "y"]},
}
