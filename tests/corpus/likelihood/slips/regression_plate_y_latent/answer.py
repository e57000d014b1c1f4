regression_plate = {
    "nodes": {"x": "observed", "y": "latent", "w": "parameter", "sigma": "parameter"},
    "edges": [("x", "y"), ("w", "y"), ("sigma", "y")],
    "plates": {"N": ["x", "y"]},
}
