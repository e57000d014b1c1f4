words, mails = ["x"], ["y"]
naive_bayes_plate = dict(
    nodes=dict(y="observed", x="observed", phi="parameter", pi="parameter"),
    edges=[["pi", "y"], ["y", "x"], ["phi", "x"]],
    plates=dict(N=mails + words, D=words),
)
