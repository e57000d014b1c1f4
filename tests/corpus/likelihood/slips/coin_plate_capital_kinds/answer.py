coin_plate = {
    "nodes": {"theta": "Parameter", "y": "Observed"},
    "edges": [("theta", "y")],
    "plates": {"N": ["y"]},
}
