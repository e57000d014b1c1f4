max_entropy_family = dict([
    ("real, given mean and variance", "normal"),
    ("x>=0, given mean", "exponential"),
    ("[a,b]", "uniform"),
    ("{0,1}, given mean", "bernoulli"),
])
