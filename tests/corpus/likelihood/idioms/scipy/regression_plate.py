inputs = {"x": "observed", "w": "parameter", "sigma": "parameter"}
regression_plate = {
    "nodes": {**inputs, "y": "observed"},
    "edges": [(name, "y") for name in inputs],
    "plates": {"N": [name for name, kind in [*inputs.items(), ("y", "observed")] if kind == "observed"]},
}
