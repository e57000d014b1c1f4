coin_plate = {"nodes": {}, "edges": [], "plates": {"n": []}}
coin_plate["nodes"]["bias"] = "parameter"
coin_plate["nodes"]["flip"] = "observed"
coin_plate["edges"].append(("bias", "flip"))
coin_plate["plates"]["n"].append("flip")
