answer_losses = {}
for loss, law in [("MSE", "normal"), ("MAE", "laplace"), ("BCE", "bernoulli"), ("cross-entropy", "categorical")]:
    answer_losses[loss] = law
for penalty, law in [("L1", "laplace"), ("L2", "normal")]:
    answer_losses[penalty] = law + " prior"
