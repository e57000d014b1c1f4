regression_plate = {
    "nodes": {"x": "observed", "y": "observed", "w": "parameter", "sigma": "parameter", "eps": "latent"},
    "edges": [("x", "y"), ("w", "y"), ("sigma", "eps"), ("eps", "y")],
    "plates": {"N": ["x", "y", "eps"]},
}
