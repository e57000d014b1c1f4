answer_losses = {
    "MSE": "gaussian",
    "MAE": "laplace",
    "BCE": "bernoulli",
    "cross-entropy": "categorical",
    "L2": "gaussian prior",
    "L1": "laplace prior",
}
