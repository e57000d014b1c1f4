regression_plate = dict(
    nodes=dict(y="observed", x="observed", sigma="parameter", w="parameter"),
    edges=(("sigma", "y"), ("w", "y"), ("x", "y")),
    plates={"N": ("x", "y")},
)
