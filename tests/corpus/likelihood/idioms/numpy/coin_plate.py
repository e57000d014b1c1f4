coin_plate = dict(nodes=dict(y="observed", theta="parameter"), edges={("theta", "y")}, plates=dict(N={"y"}))
