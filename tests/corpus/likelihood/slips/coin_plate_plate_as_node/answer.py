coin_plate = {
    "nodes": {"theta": "parameter", "y": "observed", "N": "parameter"},
    "edges": [("theta", "y"), ("N", "y")],
    "plates": {"N": ["y"]},
}
