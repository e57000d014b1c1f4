coin_plate = [{"theta": "parameter", "y": "observed"}, [("theta", "y")], {"N": ["y"]}]
