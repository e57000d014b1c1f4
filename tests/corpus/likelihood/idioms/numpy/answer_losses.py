answer_losses = dict(zip(
    np.array(["L1", "L2", "MAE", "MSE", "BCE", "cross-entropy"]).tolist(),
    ["laplace prior", "normal prior", "laplace", "normal", "bernoulli", "categorical"],
))
