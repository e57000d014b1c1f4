coin_plate = {
    "nodes": {"theta": "parameter", "y": "latent"},
    "edges": [("theta", "y")],
    "plates": {"N": ["y"]},
}
