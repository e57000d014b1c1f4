coin_plate = {
    "nodes": {"theta": "latent", "y": "observed"},
    "edges": [("theta", "y")],
    "plates": {"N": ["y"]},
}
