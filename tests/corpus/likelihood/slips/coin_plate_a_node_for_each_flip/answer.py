coin_plate = {
    "nodes": {"theta": "parameter", "y1": "observed", "y2": "observed", "y3": "observed"},
    "edges": [("theta", "y1"), ("theta", "y2"), ("theta", "y3")],
    "plates": {"N": ["y1", "y2", "y3"]},
}
