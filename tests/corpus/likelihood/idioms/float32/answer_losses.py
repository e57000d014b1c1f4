answer_losses = {
    "L1": "laplace prior",
    "L2": "normal prior",
    "cross-entropy": "categorical",
    "BCE": "bernoulli",
    "MAE": "laplace",
    "MSE": "normal",
}
