max_entropy_family = dict(
    zip(
        ("{0,1}, given mean", "[a,b]", "x>=0, given mean", "real, given mean and variance"),
        "bernoulli uniform exponential normal".split(),
    )
)
