naive_bayes_plate = {
    "nodes": {"pi": "parameter", "phi": "parameter", "y": "latent", "x": "observed"},
    "edges": [("pi", "y"), ("y", "x"), ("phi", "x")],
    "plates": {"N": ["y", "x"], "D": ["x"]},
}
