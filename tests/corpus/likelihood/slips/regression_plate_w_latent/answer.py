regression_plate = {
    "nodes": {"x": "observed", "y": "observed", "w": "latent", "sigma": "parameter"},
    "edges": [("x", "y"), ("w", "y"), ("sigma", "y")],
    "plates": {"N": ["x", "y"]},
}
