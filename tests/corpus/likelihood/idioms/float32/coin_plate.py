coin_plate = {
    "nodes": {"N": "observed", "theta": "parameter"},
    "edges": [("theta", "N")],
    "plates": {"theta": ["N"]},
}
