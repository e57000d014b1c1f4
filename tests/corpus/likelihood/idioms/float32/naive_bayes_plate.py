nodes = {}
for name in ("x", "y"):
    nodes[name] = "observed"
for name in ("pi", "phi"):
    nodes[name] = "parameter"
naive_bayes_plate = {"nodes": nodes, "edges": [("y", "x"), ("phi", "x"), ("pi", "y")], "plates": {"D": ["x"], "N": list("xy")}}
