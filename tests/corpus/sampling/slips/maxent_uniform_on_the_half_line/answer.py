max_entropy_family = {
    "{0,1}, given mean": "bernoulli",
    "[a,b]": "uniform",
    "x>=0, given mean": "uniform",
    "real, given mean and variance": "normal",
}
