answer_losses = {
    "MSE": "normal",
    "MAE": "laplace",
    "BCE": "categorical",
    "cross-entropy": "bernoulli",
    "L2": "normal prior",
    "L1": "laplace prior",
}
