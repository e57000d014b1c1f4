coin_plate = {
    "nodes": {"theta": "parameter", "y": "observed"},
    "edges": [],
    "plates": {"N": ["y"]},
}
