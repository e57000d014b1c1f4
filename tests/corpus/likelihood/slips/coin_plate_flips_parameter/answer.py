coin_plate = {
    "nodes": {"theta": "parameter", "y": "parameter"},
    "edges": [("theta", "y")],
    "plates": {"N": ["y"]},
}
