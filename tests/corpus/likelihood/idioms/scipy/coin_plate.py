coin_plate = {"edges": [("p", "x")], "nodes": {"p": "parameter", "x": "observed"}, "plates": {"flips": ["x"]}}
