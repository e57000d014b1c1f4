max_entropy_family = {
    "{0,1}, given mean": "bernoulli",
    "[a,b]": "uniform",
    "x >= 0, given mean": "exponential",
    "real, given mean and variance": "normal",
}
