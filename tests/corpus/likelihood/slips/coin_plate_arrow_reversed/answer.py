coin_plate = {
    "nodes": {"theta": "parameter", "y": "observed"},
    "edges": [("y", "theta")],
    "plates": {"N": ["y"]},
}
