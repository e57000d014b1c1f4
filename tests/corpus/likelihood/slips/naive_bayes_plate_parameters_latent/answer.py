naive_bayes_plate = {
    "nodes": {"pi": "latent", "phi": "latent", "y": "observed", "x": "observed"},
    "edges": [("pi", "y"), ("y", "x"), ("phi", "x")],
    "plates": {"N": ["y", "x"], "D": ["x"]},
}
