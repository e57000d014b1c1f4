pairs = {"normal": ("MSE", "L2"), "laplace": ("MAE", "L1")}
answer_losses = {loss: law for law, (loss, _) in pairs.items()}
answer_losses |= {penalty: f"{law} prior" for law, (_, penalty) in pairs.items()}
answer_losses |= {"BCE": "bernoulli", "cross-entropy": "categorical"}
