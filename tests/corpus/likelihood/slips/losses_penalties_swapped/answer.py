answer_losses = {
    "MSE": "normal",
    "MAE": "laplace",
    "BCE": "bernoulli",
    "cross-entropy": "categorical",
    "L2": "laplace prior",
    "L1": "normal prior",
}
