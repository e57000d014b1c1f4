coin_plate = {"nodes": {"theta": "parameter", "y": "observed"}, "edges": [("theta", "y")]}
