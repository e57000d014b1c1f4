answer_losses = {
    "MSE": "normal",
    "MAE": "laplace",
    "BCE": "bernoulli",
    "cross-entropy": "categorical",
    "L2": "normal",
    "L1": "laplace",
}
