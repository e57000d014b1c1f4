answer_losses = {
    "MSE": "normal",
    "MAE": "laplace",
    "BCE": "bernoulli",
    "cross-entropy": "categorical",
}
