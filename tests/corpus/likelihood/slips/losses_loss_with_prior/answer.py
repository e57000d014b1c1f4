answer_losses = {
    "MSE": "normal prior",
    "MAE": "laplace",
    "BCE": "bernoulli",
    "cross-entropy": "categorical",
    "L2": "normal prior",
    "L1": "laplace prior",
}
