answer_losses = {
    "MSE": "Normal",
    "MAE": "Laplace",
    "BCE": "Bernoulli",
    "cross-entropy": "Categorical",
    "L2": "Normal prior",
    "L1": "Laplace prior",
}
