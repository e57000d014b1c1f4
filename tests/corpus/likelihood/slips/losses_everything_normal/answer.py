answer_losses = {
    "MSE": "normal",
    "MAE": "normal",
    "BCE": "bernoulli",
    "cross-entropy": "categorical",
    "L2": "normal prior",
    "L1": "laplace prior",
}
