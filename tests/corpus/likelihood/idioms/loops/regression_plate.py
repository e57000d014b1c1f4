regression_plate = {
    "plates": {"houses": ["price", "size"]},
    "nodes": {"slope": "parameter", "noise": "parameter", "size": "observed", "price": "observed"},
    "edges": [(cause, "price") for cause in ("slope", "noise", "size")],
}
